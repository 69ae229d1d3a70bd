"""How choices are made: by words, by buttons, one or several at a time."""

import re

from msgspec.structs import replace

from bot.forms import answers, options
from bot.forms.answers import parse_answer
from bot.forms.facts import folded
from bot.forms.model import Node, Question
from bot.forms.named import named_in
from bot.forms.nothing import labels, passes_over, says_none
from bot.forms.records import stored_value
from bot.forms.settle import holds
from bot.forms.state import Chosen, Confirmed, Noted, Refused, Reply, Toggled
from bot.forms.turning import Result, Turn, accept, optional
from bot.messages import say

NAME = re.compile("[\u3400-\u9fff·]{2,6}")  # of a person, as it is written
NOT_LISTED = frozenset({"不在名单里", "不在名单", "名单里没有", "not in the list"})
SELECTS = ("select_one", "select_multiple", "rank")
SEVERAL = ("select_multiple", "rank")


def said_choice(turn: Turn, node: Node, question: Question, text: str) -> Result:
    if not text.strip():
        return turn.refused(say("That was empty. Please tap a choice, or write it."))
    if len(text) > answers.LONGEST:
        return turn.refused(say("That is longer than {most} characters. Please say it shorter.", most=answers.LONGEST))
    names = _all_meant(turn, node, text) if question.type != "select_one" else None
    if names:
        return _several(turn, question, names)
    name = _meant(turn, node, text) if question.type == "select_one" else None
    if question.list:
        name = name or options.found_by_label(question, text, turn.run)
    if question.other and not name and folded(text) in NOT_LISTED:
        name = options.OTHER
    if name:
        return accept(turn, name if question.type == "select_one" else [name])
    return _searched(turn, question, text) if question.list else _no_choice(turn, question, text)


def _meant(turn: Turn, node: Node, text: str) -> str | None:
    name = options.meant(node, text, turn.run) or options.within(node, text, turn.run)
    names = named_in(node, text, turn.run) if name is None else []
    return names[0] if len(names) == 1 else name


def _all_meant(turn: Turn, node: Node, text: str) -> list[str] | None:
    return options.all_meant(node, text, turn.run) or named_in(node, text, turn.run)


def _no_choice(turn: Turn, question: Question, text: str) -> Result:
    none = passes_over(text, question) or says_none(text, labels(question, turn.run))
    if none and optional(question, turn.run):
        return accept(turn, None)
    return turn.refused(say("That is none of the choices. Please tap one, or write its number or its words."))


def _searched(turn: Turn, question: Question, text: str) -> Result:
    words = text.strip()
    if not options.searched(question, words, turn.run, 1):
        return _not_found(turn, question, words)
    return turn.seen(words=words, page=0, group="", open=True)


def _not_found(turn: Turn, question: Question, words: str) -> Result:
    """Says so; a name is kept for whoever then taps “Not in the list”, and is not asked for again."""
    if question.list != "households":
        return turn.refused(say("Nothing was found for “{words}”. Say it in other or fewer words.", words=words[:30]))
    why = say("Nothing was found for “{words}”. Please write less of the name.", words=words[:30])
    state, replies = turn.refused(why)
    path = name_apart(turn, question)
    if path and NAME.fullmatch(words) and not holds(turn.form.nodes[path], path, words, turn.run):
        state = replace(state, aside={**state.aside, path: words})
    return state, replies


def name_apart(turn: Turn, question: Question) -> str:
    """The path of the question that asks for the name of what is not in the list; empty where there is none."""
    found = (node for node in turn.form.nodes.values() if node.role == f"{question.role}_name" and not node.repeats)
    return next((node.path for node in found if node.question is not None), "") if question.other else ""


def chosen(turn: Turn, given: Chosen) -> Result:
    """A button with a value."""
    node = turn.node()
    question = node.question if node is not None else None
    if node is None or question is None:
        return turn.stale()
    noted = Noted(turn.path)
    if question.type in SELECTS:
        if not options.is_offered(node, given.value, turn.run):
            return turn.stale()
        return accept(turn, given.value if question.type == "select_one" else [given.value], noted)
    stored = parse_answer(question, given.value, turn.facts.local.date())
    return turn.stale() if isinstance(stored, Refused) else accept(turn, stored, noted)


def toggled(turn: Turn, given: Toggled) -> Result:
    """One of several choices, on or off; the choice that excludes the others answers at once."""
    node = turn.node()
    question = node.question if node is not None else None
    if node is None or question is None or question.type not in ("select_multiple", "rank"):
        return turn.stale()
    if not options.is_offered(node, given.value, turn.run):
        return turn.stale()
    if given.value == question.none:
        return accept(turn, [given.value], Noted(turn.path))
    names = chosen_so_far(turn, question)
    kept = [name for name in names if name not in (given.value, question.none)]
    return turn.seen(toggled=tuple(kept if given.value in names else [*kept, given.value]))


def chosen_so_far(turn: Turn, question: Question) -> list[str]:
    """What is ticked: what was toggled, else the answer that is being changed, else the default."""
    if turn.state.view.path == turn.path:
        return list(turn.view.toggled)
    node = turn.node()
    stored = stored_value(node, turn.path, turn.run) if node else None
    return [name for name in options.nodes_answered(stored) if question.none != name]


def confirmed(turn: Turn, _given: Confirmed) -> Result:
    """The several choices are complete."""
    question = turn.question
    if question is None or question.type not in ("select_multiple", "rank"):
        return turn.stale()
    names = chosen_so_far(turn, question)
    if not names and not optional(question, turn.run):
        return turn.refused(say("Please tap at least one."))
    return _several(turn, question, names, Noted(turn.path))


def _several(turn: Turn, question: Question, names: list[str], *before: Reply) -> Result:
    node = turn.node()
    if question.none in names and len(names) > 1:
        return turn.refused(say("That choice goes with none of the others. Please choose again."))
    if node is None or not all(options.is_offered(node, name, turn.run) for name in names):
        return turn.stale()
    if question.type == "rank" and len(names) < len(options.options(node, turn.run)):
        return turn.refused(say("Please tap all of them, the most important one first."))
    in_order = names if question.type == "rank" or question.list else _in_order(question, names)
    return accept(turn, in_order or None, *before)


def _in_order(question: Question, names: list[str]) -> list[str]:
    """As the workbook lists them, whatever the order in which they were tapped."""
    places = {name: place for place, name in enumerate(question.choices_by_name)}
    return sorted(names, key=lambda name: places.get(name, len(places)))
