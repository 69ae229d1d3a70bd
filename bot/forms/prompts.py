"""Replies as messages: one a step, with the refusal or the echo above the question and the buttons below it."""

from collections.abc import Sequence

from bot.forms.arranged import Row, at_once, rows
from bot.forms.buttons import button, buttons
from bot.forms.changing import changeable
from bot.forms.expressions import Run
from bot.forms.facts import Facts
from bot.forms.model import Form, Node, Question
from bot.forms.records import stored_value
from bot.forms.state import Ask, Change, Changing, Done, Noted, Page, Refused, Reply, Review, Reviewed, State, Submit
from bot.forms.turning import Turn, current
from bot.forms.walk import Found, locate, places, run_of
from bot.forms.wording import answer_words, answered, asked_words, of_member, short
from bot.messages import Action, Choice, Lasting, Lines, Message, Said, say, say_n

SLOT = "form"
WANTS = {
    "image": ("photo",),
    "geopoint": ("location",),
    "date": ("date",),
    "datetime": ("date",),
    "integer": ("number",),
    "decimal": ("number",),
    "range": ("number",),
    "audio": ("voice",),
    "video": ("video",),
    "file": ("document",),
}
CHANGES_A_PAGE = 8


def prompt(form: Form, state: State, replies: Sequence[Reply], facts: Facts) -> list[Message]:
    """The message that shows where a form stands after these replies; none once it is done."""
    kinds = [type(reply) for reply in replies]
    if Done in kinds:
        return []
    run = run_of(state, facts)
    turn = Turn(form, state, facts, run, _path(form, state, replies, run))
    above = [words for reply in replies if (words := _above(turn, reply)) is not None]
    if Changing in kinds:
        return [_changing(turn, above)]
    return [_question(turn, above) if turn.path else _review(turn, above)]


def _path(form: Form, state: State, replies: Sequence[Reply], run: Run) -> str:
    """The path of the question that is asked; empty at the review. Mostly the last reply says it."""
    for reply in reversed(replies):
        if isinstance(reply, Ask):
            return reply.path
        if isinstance(reply, Reviewed):
            return ""
    return current(form, state, run)


def _above(turn: Turn, reply: Reply) -> Said | None:
    """A refusal, or the echo of what a button said."""
    if isinstance(reply, Refused):
        return reply.why
    if not isinstance(reply, Noted):
        return None
    found = locate(turn.form, reply.path)
    if found is None or reply.path not in turn.state.answers:
        return None
    node, turn.run.indices = found
    stored = turn.state.answers[reply.path]
    if node.question is not None and node.question.type == "image" and stored:
        if node.question.sensitive:  # which is for one certain photo: whoever meant another one sees it
            return say("Kept as: {question}.", question=short(node.question, turn.run))
        return say_n("Kept: {count} photo.", "Kept: {count} photos.", len(stored))
    words = answer_words(node, stored, turn.run)
    return say("{question} {answer}", question=asked_words(node, found[1], turn.run), answer=words)


# --- a question ----------------------------------------------------------------------------------------------


def _question(turn: Turn, above: list[Said]) -> Message:
    node = turn.node()
    if node is None:
        return _review(turn, above)
    headings, notes = _before(turn, node)
    question = node.question
    lines = [*above, *notes, *headings, asked_words(node, turn.run.indices, turn.run)]
    if question and question.hint:
        lines.append(question.hint.said(turn.run))
    if question and question.list and (found := _found(turn, question)):
        lines.append(found)
    wants = WANTS.get(question.type, ()) if question else ()
    if question and question.sensitive:
        wants = (*wants, "secret")
    return Message(text=Lines(tuple(lines)), choices=tuple(buttons(turn)), slot=SLOT, wants=wants)


def _found(turn: Turn, question: Question) -> Said | None:
    """What a long list shows now."""
    if turn.view.words:
        return say("Found for “{words}”:", words=turn.view.words[:30])
    if question.suggest and not turn.view.open:
        return None
    return None if question.hint else say("Tap one, or write a part of the name.")


def _before(turn: Turn, node: Node) -> tuple[list[Said], list[Said]]:
    """The headings of groups that begin with this question, and the notes since the last one that was asked."""
    if node.kind == "repeat" or node.repeats:
        return _before_among_repeats(turn)
    entries = turn.form.root.entries
    notes: list[Said] = []
    last: Found | None = None
    for each in reversed(entries[: entries.index(node)]):
        if each.question is None:
            return _before_among_repeats(turn)
        if each.question.type == "note":
            if _is_relevant(each, turn):
                notes.append(short(each.question, turn.run))
            continue
        if not each.question.asked:
            continue
        answered = each.path in turn.state.answers  # what is not relevant is set aside, and no answer any more
        # Without an answer, what stands before the first open question is not relevant: only a change jumps back.
        if last is None and (answered or (turn.state.editing and _is_relevant(each, turn))):
            last = (each.path, each, ())
        if answered and each.path not in turn.state.known:
            break
    return _headings(turn, (turn.path, node, ()), last), [] if turn.state.editing else notes[::-1]


def _is_relevant(node: Node, turn: Turn) -> bool:
    return node.relevant is None or bool(node.relevant(turn.run))


def _before_among_repeats(turn: Turn) -> tuple[list[Said], list[Said]]:
    """Headings and notes before the question that is asked, found from the beginning: which instances there are is not
    known before."""
    last: Found | None = None
    notes: list[Said] = []
    for found in places(turn.form, turn.run):
        path, node, turn.run.indices = found
        if path == turn.path:
            return _headings(turn, found, last), [] if turn.state.editing else notes
        if node.question is not None and node.question.type == "note":
            notes.append(short(node.question, turn.run))
        elif node.question is None or node.question.asked:
            last, notes = found, [] if path in turn.state.answers and path not in turn.state.known else notes
    return [], notes


def _headings(turn: Turn, here: Found, last: Found | None) -> list[Said]:
    """The labels of the groups and repeats around this question that were not around the last one."""
    if last is not None and not here[2] and here[1].parent is last[1].parent:
        return []
    around, before = _around(here), _around(last) if last else []
    turn.run.indices = here[2]
    fresh = [each for each in around if each not in before and each[0].label]
    return [_heading(node, at, turn) for node, at in fresh]


def _around(found: Found) -> list[tuple[Node, tuple[int, ...]]]:
    """The groups, and the instances of repeats, that a place stands in."""
    _, node, indices = found
    chain, above = [], node.parent
    while above is not None and above.kind != "root":
        depth = len(above.repeats) + (above.kind == "repeat")
        chain.append((above, indices[:depth]))
        above = above.parent
    return chain[::-1]


def _heading(node: Node, at: tuple[int, ...], turn: Turn) -> Said:
    label = node.label.said(turn.run) if node.label else ""
    if node.kind != "repeat":
        return say("— {group} —", group=label)
    return say("— {group} {number} —", group=label, number=at[-1])


# --- the review ----------------------------------------------------------------------------------------------


DOING = Lasting((button(say("Submit"), Submit()), button(say("Change…"), Review(change=True))))
LEAVING = Lasting((Choice(say("Not now"), Action("later")), Choice(say("Throw it away"), Action("discard"))))


def _review(turn: Turn, above: list[Said]) -> Message:
    lines: list[Said] = [*above, say("Please check:")]
    trailing: list[Said] = []
    for path, node, indices in places(turn.form, turn.run):
        turn.run.indices = indices
        if node.question is None:
            continue
        if node.question.type == "note":
            trailing.append(short(node.question, turn.run))
            continue
        line = _line(turn, path, node)
        trailing = [] if node.question.asked else trailing
        lines += [line] if line is not None else []
    return Message(text=Lines((*lines, *trailing)), choices=(DOING, LEAVING), slot=SLOT)


def _line(turn: Turn, path: str, node: Node) -> Said | None:
    """A line of the review: an answer with its question's label; what has no label is the form's own business."""
    question = node.question
    if question is None or question.label is None:
        return None
    stored = stored_value(node, path, turn.run)
    if question.ask and stored is None and path not in turn.state.answers:
        return None
    return of_member(turn.run.indices, answered(question, answer_words(node, stored, turn.run), turn.run))


def _changing(turn: Turn, above: list[Said]) -> Message:
    """Every answer as a button."""
    found = [found for found in places(turn.form, turn.run) if _can_change(turn, found)]
    every = [button(_named(turn, each), Change(each[0])) for each in found]
    whole = at_once(every)
    last = 0 if whole else max(0, (len(found) - 1) // CHANGES_A_PAGE)
    at = min(turn.state.view.page, last) if not turn.state.view.path else 0
    choices = whole or rows(every[at * CHANGES_A_PAGE : (at + 1) * CHANGES_A_PAGE])
    turning = [button(say("‹ Previous"), Page(at - 1))] if at else []
    turning += [button(say("Next ›"), Page(at + 1))] if at < last else []
    leave: Row = (*turning, button(say("Leave it as it is"), Change()))
    lines = Lines((*above, say("Which answer should be changed?")))
    return Message(text=lines, choices=(*choices, leave), slot=SLOT)


def _can_change(turn: Turn, found: Found) -> bool:
    path, node, _ = found
    if node.question is None:
        return path in turn.state.answers
    return changeable(node) and node.question.label is not None


def _named(turn: Turn, found: Found) -> Said:
    _, node, indices = found
    turn.run.indices = indices
    words = short(node.question, turn.run) if node.question else asked_words(node, indices, turn.run)
    return say("{number}. {question}", number=indices[-1], question=words) if node.repeats else words
