"""Forms that were begun and not handed in: named, taken up again, thrown away, got back."""

from typing import Any

from msgspec.structs import replace

from bot import drafted, filling
from bot.forms.model import Node
from bot.forms.records import stored_value
from bot.forms.walk import run_of
from bot.messages import Action, Choice, Lines, Message, Text, say
from bot.turn import Turn
from storage import chats
from storage.chats import Draft

Row = tuple[Choice, ...]
OFFERED = 3  # forms that are offered at once
THROW_AWAY = say("Throw it away")
NAMED = 12  # characters of what a form is about


def leave(turn: Turn) -> bool:
    """Leaves the form that the chat is on; whether it is kept: nobody misses one in which nothing is answered yet."""
    draft = turn.here.draft
    if draft is None or untouched(turn, draft):
        filling.discard(turn)
        return False
    filling.put_aside(turn)
    return True


def untouched(turn: Turn, draft: Draft) -> bool:
    """Whether nothing is in it but the place that follows from who began it."""
    form, state = turn.live.form(draft.form, draft.version), drafted.state_of(draft)
    return all(path in form.nodes and _role(form.nodes[path]) == "area" for path in state.answers)


def _role(node: Node) -> str:
    return node.question.role if node.question is not None else ""


def left(turn: Turn) -> list[Draft]:
    """Forms that this person has put aside, the latest first."""
    if turn.person is None:
        return []
    busy = {draft.id for draft in (turn.here.draft, *turn.others.values()) if draft is not None}
    found = chats.open_drafts(turn.connection, turn.offices.vault, turn.person.id, busy)
    return [draft for draft in found if not untouched(turn, draft)]


def take_up(turn: Turn, identity: int) -> list[Message]:
    """Goes on with a form exactly where it was."""
    if turn.here.draft is not None and turn.here.draft.id == identity:
        return filling.asked_again(turn)
    found = next((draft for draft in left(turn) if draft.id == identity), None)
    return _on(turn, found) if found is not None else [gone()]


def get_back(turn: Turn, identity: int) -> list[Message]:
    """Goes on with a form that was thrown away, while it is still there."""
    found = chats.thrown_away(turn.connection, turn.offices.vault, identity)
    if found is None or turn.person is None or found.person != turn.person.id:
        return [gone()]
    found.status = "open"
    return _on(turn, found)


def _on(turn: Turn, draft: Draft) -> list[Message]:
    before = turn.here.draft
    kept = leave(turn)
    draft.asked = None  # its buttons were in another chat, or have lost their place
    draft.home = None
    turn.begin(draft)
    messages = filling.asked_again(turn)
    return said_aside(turn, before, messages) if before is not None and kept else messages


def said_aside(turn: Turn, before: Draft, messages: list[Message]) -> list[Message]:
    """The messages of the form that took another one's place, with what has become of that one."""
    title = turn.live.form(before.form, before.version).title
    aside = say("Your {form} is put aside with all you answered; the menu takes you back to it.", form=title)
    return [replace(message, text=Lines((aside, message.text))) for message in messages[:1]] + messages[1:]


def gone() -> Message:
    """There is nothing left to go on with."""
    return Message(text=say("That form is filed or gone already."))


# --- buttons -------------------------------------------------------------------------------------------------


def offered(turn: Turn, most: int = OFFERED) -> tuple[Row, ...]:
    """A button for each form that can be gone on with: the one under way first."""
    here = turn.here.draft
    found = [*([here] if here is not None and here.id is not None else []), *left(turn)]
    return resume_choices(turn, found[:most])


def resume_choices(turn: Turn, found: list[Draft]) -> tuple[Row, ...]:
    """A button for each; those that would read the same say when they were begun."""
    named = [resume_choice(turn, draft) for draft in found]
    labels = [choice.label for choice in named]
    return tuple(
        (_since(choice, draft) if labels.count(choice.label) > 1 else choice,)
        for choice, draft in zip(named, found, strict=True)
    )


def _since(choice: Choice, draft: Draft) -> Choice:
    return replace(choice, label=say("{form}, begun {at}", form=choice.label, at=draft.begun_at))


def with_offers(turn: Turn, message: Message, most: int = OFFERED) -> Message:
    """A message with these buttons above its own."""
    return replace(message, choices=(*offered(turn, most), *message.choices))


def resume_choice(turn: Turn, draft: Draft) -> Choice:
    """A button that takes a form up, and says which one it is."""
    title, about = turn.live.form(draft.form, draft.version).title, _about(turn, draft)
    action = Action("resume", str(draft.id))
    if not about:
        return Choice(say("Go on with: {form}", form=title), action)
    return Choice(say("Go on with: {form} ({about})", form=title, about=about), action)


def _about(turn: Turn, draft: Draft) -> str:
    """The beginning of what the item would be called."""
    form, state = turn.live.form(draft.form, draft.version), drafted.state_of(draft)
    node = next((each for each in form.nodes.values() if _role(each) == "title"), None)
    words: Any = stored_value(node, node.path, run_of(state, filling.facts(turn, state.seed))) if node else ""
    said = words.strip(" ：:") if isinstance(words, str) else ""
    return said if len(said) <= NAMED else said[: NAMED - 1] + "…"


def discard_choice(draft: Draft) -> Choice:
    """A button that throws a form away."""
    return Choice(THROW_AWAY, Action("discard", str(draft.id)))


def kept_open(turn: Turn, draft: Draft, why: Text) -> list[Message]:
    """Why the form under way is not put aside, with the way to be rid of it; then its question once more."""
    return [Message(text=why, choices=((discard_choice(draft),),)), *filling.asked_again(turn)]
