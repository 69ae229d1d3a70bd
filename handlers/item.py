"""item: opens one item, with its answers and what happened to it."""

from collections.abc import Sequence
from typing import Any

from bot import items, located, notices
from bot.acts import happened
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.shown import told
from bot.items import helping
from bot.languages import listed
from bot.lifecycle import OPEN, Relation, Status
from bot.lists import lists
from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.rights import EVERYTHING, relations, scope_of
from bot.turn import Turn
from bot.workdays import day_of
from handlers.pages import to_files
from storage import files
from storage import items as stored
from storage.items import Event, Item


def item(turn: Turn) -> list[Message]:
    """In short, or in full: answers, units, why it went there, and its events."""
    number = turn.target if turn.action is not None else turn.text.partition(" ")[2].strip()
    found = items.seen(turn, number)
    standing = relations(turn.person, found.parties)
    choices = notices.buttons(found, standing)
    ahead = helping.next_stage(turn.connection, found) if standing and Status(found.status) in OPEN else None
    if ahead is not None:
        done = (helping.stage_choice(turn.live, ahead.name, number),)
        choices = (done, *choices) if Relation.REPORTER in standing else (*choices, done)
    joined = helping.joined_to(turn.connection, scope_of(turn.person), found) if turn.person is not None else []
    opens = notices.in_rows([Choice(one.number, Action("item", one.number)) for one in joined])
    looks = notices.in_rows([*_on_a_map(turn, found), *_with_files(turn, found)])
    buttons = (*choices, *looks, *opens)
    return [Message(text=full(turn, found, joined), choices=buttons, slot=notices.item_slot(number))]


def _on_a_map(turn: Turn, found: Item) -> list[Choice]:
    """Buttons to the locations that were sent, where the operator named a map: a chat opens no device's own."""
    link = turn.offices.map_link
    questions = turn.live.form(found.form, found.form_version).questions if link else ()
    sent = [found.answers.get(each.path) for each in questions if each.type == "geopoint" and not each.sensitive]
    sent += [event.details.get("place") for event in stored.events(turn.connection, found.id)] if link else []
    return [Choice(say("See it on the map"), url=located.address(place, link)) for place in sent if place]


def _with_files(turn: Turn, found: Item) -> list[Choice]:
    if turn.chat is None or not turn.chat.private or not files.of_item(turn.connection, found.id):
        return []
    return [to_files(turn, found.number)]


def full(turn: Turn, found: Item, joined: Sequence[Item] = ()) -> Said:
    """Everything about an item, sensitive answers masked."""
    form = turn.live.form(found.form, found.form_version)
    standing = relations(turn.person, found.parties)
    lines: list[Said] = [notices.summary(turn.live, found, turn.now, standing), "", *answer_lines(turn, form, found)]
    lines += helping.stage_lines(turn, found)
    if found.assist:
        lines.append(say("Assisting: {units}.", units=listed(items.names(found.assist, turn))))
    lines += [_joined(one) for one in joined]
    lines += ["", *(event_line(event) for event in stored.events(turn.connection, found.id))]
    return Lines(tuple(lines))


def _joined(one: Item) -> Said:
    return say("Joined to it: {number}, filed by {reporter} on {day}", number=one.number, reporter=one.reporter_name,
               day=day_of(one.filed_at))  # fmt: skip


def answer_lines(turn: Turn, form: Form, found: Item) -> list[Said]:
    """The answers beside their questions, but for what the summary above them says already."""
    answers = {path: stored for path, stored in _answers(turn, found).items() if not _said(form, found, path, stored)}
    return told(form, answers, Facts(turn.now, lists=lists(turn, EVERYTHING)))


def _said(form: Form, found: Item, path: str, stored: Any) -> bool:
    role = form.nodes[path].role if path in form.nodes else ""
    return bool(stored) and stored == {"title": found.title, "topic": found.topic, "area": found.area}.get(role)


def _answers(turn: Turn, found: Item) -> dict[str, Any]:
    """The sensitive ones too, which are shown masked."""
    sealed = stored.secrets(turn.connection, EVERYTHING, found.number)  # whoever gets here sees the item
    return {**found.answers, **(turn.offices.vault.open_json(sealed) if sealed else {})}


def event_line(event: Event) -> Said:
    """When, who and what."""
    what = happened(event.action, event.details, event.unit_name)
    if event.person_name and event.action != "route":
        return say("{at} {person} {what}", at=event.at, person=event.person_name, what=what)
    return say("{at} {what}", at=event.at, what=what)
