"""The buttons below a question: what is said by one tap."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import msgspec

from bot.forms import options
from bot.forms.answers import parse_answer
from bot.forms.arranged import A_PAGE, AT_ONCE, Row, at_once, rows
from bot.forms.choosing import SEVERAL, chosen_so_far, name_apart
from bot.forms.given import before
from bot.forms.model import Node, Question
from bot.forms.options import OTHER, Option
from bot.forms.records import jsonable, stored_value
from bot.forms.state import (
    AnyGiven,
    Back,
    Change,
    Chosen,
    Confirmed,
    Group,
    More,
    Page,
    Refused,
    Skip,
    Toggled,
)
from bot.forms.turning import FRESH, Turn, nothing_to_choose, optional, unfit
from bot.forms.walk import first_open
from bot.forms.wording import answer_words
from bot.messages import Action, Choice, Lasting, Said, say

SUGGESTED = 5
PROPOSED = 3


def button(label: Said, given: AnyGiven, path: str = "") -> Choice:
    """A choice that gives this to the form."""
    return Choice(label, Action("answer", path, {"given": msgspec.to_builtins(given)}))


# --- by type of question -------------------------------------------------------------------------------------


def buttons(turn: Turn) -> list[Row]:
    """All buttons of the current question."""
    node = turn.node()
    if node is None:
        return []
    if node.question is None:
        return [_more(turn), *_going(turn, node)]
    return [*_answers(turn, node, node.question), *_going(turn, node)]


def _more(turn: Turn) -> Row:
    """Another instance of a repeat, or the first one, or no further one."""
    first = turn.run.indices[-1] == 1
    yes, no = (say("Enter one"), say("There is none")) if first else (say("Add one"), say("No more"))
    return button(yes, More(True), turn.path), button(no, More(False), turn.path)


def _answers(turn: Turn, node: Node, question: Question) -> list[Row]:
    always = turn.view is FRESH and not turn.state.editing
    kept: list[Row] | None = node.buttons.get(turn.path) if always else None
    if kept is not None:
        return kept
    found = _asked(turn, node, question)
    if always and _fixed(question):
        found = node.buttons[turn.path] = [Lasting(row) for row in found]
    return found


def _fixed(question: Question) -> bool:
    """Whether a question's first buttons hang on no answer, no list and no day."""
    moving = (question.list, question.nodes, question.choice_filter, question.randomize, question.default)
    return (
        question.type in ("select_one", "select_multiple")
        and not any(moving)
        and all(choice.label.parts is None for choice in question.choices)
    )


def _asked(turn: Turn, node: Node, question: Question) -> list[Row]:
    if question.type in SEVERAL:
        return _several(turn, node, question)
    if question.type == "select_one":
        return _listed(turn, question) if question.list else _one(turn, node)
    return rows(_quick(turn, node, question))


def _one(turn: Turn, node: Node) -> list[Row]:
    return _paged(turn, [(option.label, Chosen(option.name)) for option in options.options(node, turn.run)])


def _paged(turn: Turn, offers: Sequence[tuple[Said, AnyGiven]]) -> list[Row]:
    """At most eight at once, or twelve short ones, with ways to the others."""
    if len(offers) <= AT_ONCE:
        whole = at_once([button(label, given, turn.path) for label, given in offers])
        if whole is not None or not offers:
            return whole or []
    last = (len(offers) - 1) // A_PAGE
    at = min(turn.view.page, last)
    here = offers[at * A_PAGE : (at + 1) * A_PAGE]
    return [*rows(button(label, given, turn.path) for label, given in here), _pages(at, last, turn.path)]


def _pages(at: int, last: int, path: str) -> Row:
    before = [button(say("‹ Previous"), Page(at - 1), path)] if at else []
    after = [button(say("Next ›"), Page(at + 1), path)] if at < last else []
    return (*before, *after)


def _several(turn: Turn, node: Node, question: Question) -> list[Row]:
    ticked = chosen_so_far(turn, question)
    offers: list[tuple[Said, AnyGiven]] = []
    on_offer = options.options(node, turn.run) if not question.list else _on_list(turn, question)
    for option in on_offer:
        if option.name == question.none:  # it stays while others are ticked, so that no button moves
            offers.insert(0, (option.label, Chosen(option.name)))
        else:
            offers.append((_ticked(option, ticked, question), Toggled(option.name)))
    return _paged(turn, offers)


def _ticked(option: Option, ticked: list[str], question: Question) -> Said:
    if option.name not in ticked:
        return option.label
    if question.type == "rank":
        return say("{place}. {choice}", place=ticked.index(option.name) + 1, choice=option.label)
    return say("✓ {choice}", choice=option.label)


# --- outside lists -------------------------------------------------------------------------------------------


def _listed(turn: Turn, question: Question) -> list[Row]:
    """Proposals first; then what was searched for; then the groups and what is in them."""
    view = turn.view
    if not view.open:
        proposed = proposals(turn, question)
        if proposed:
            return _proposed(turn, question, proposed)
    if not view.words and not view.group and (groups := _groups(turn, question)):
        return [*_paged(turn, groups), *_other(turn, question)]
    found = [(option.label, Chosen(option.name)) for option in _on_list(turn, question)]
    return [*_paged(turn, found), *_whole_list(turn, question), *_other(turn, question)]


def _whole_list(turn: Turn, question: Question) -> list[Row]:
    """The way back from a group, or from what was searched for."""
    if not (turn.view.group or turn.view.words):
        return []
    lookup = options.lookup_of(question, turn.run)
    label = say("‹ All groups") if lookup is not None and lookup.groups() else say("Others…")
    return [(button(label, Group(), turn.path),)]


def _groups(turn: Turn, question: Question) -> list[tuple[Said, AnyGiven]]:
    """The upper level; groups in which the question lets nothing through are left out."""
    lookup = options.lookup_of(question, turn.run)
    groups = lookup.groups() if lookup is not None else []
    if lookup is not None and question.choice_filter is not None:
        groups = [each for each in groups if options.entries(question, lookup.within(each.name), turn.run)]
    return [(each.label, Group(each.name)) for each in groups]


def _on_list(turn: Turn, question: Question) -> list[Option]:
    view, lookup = turn.view, options.lookup_of(question, turn.run)
    if lookup is None:
        return []
    if view.group:
        return options.entries(question, lookup.within(view.group), turn.run)
    return options.searched(question, view.words, turn.run)


def proposals(turn: Turn, question: Question) -> list[Option]:
    """What the words of an earlier answer are about; else what this person most probably wants."""
    lookup = options.lookup_of(question, turn.run)
    if lookup is None:
        return []
    words = turn.run.answers.get(question.suggest) if question.suggest else None
    if isinstance(words, str):
        return options.entries(question, lookup.search(words, PROPOSED), turn.run)
    return options.entries(question, lookup.suggested(SUGGESTED), turn.run)


def _proposed(turn: Turn, question: Question, proposed: list[Option]) -> list[Row]:
    said = [button(option.label, Chosen(option.name), turn.path) for option in proposed]
    return [*rows(said), _elsewhere(turn.path, bool(question.suggest)), *_other(turn, question)]


@lru_cache(maxsize=4096)
def _elsewhere(path: str, suggested: bool) -> Row:
    """The way to the whole list."""
    return Lasting((button(say("None of these, let me choose") if suggested else say("Others…"), Group(), path),))


def _other(turn: Turn, question: Question) -> list[Row]:
    if not question.other:
        return []
    name = turn.state.aside.get(name_apart(turn, question))
    label = say("Not in the list: note “{name}”", name=name) if isinstance(name, str) else say("Not in the list")
    return [(button(label, Chosen(OTHER), turn.path),)]


# --- quick answers -------------------------------------------------------------------------------------------


def _quick(turn: Turn, node: Node, question: Question) -> list[Choice]:
    """The values that are most probably meant, as far as the constraint lets them through."""
    offers: dict[str, Said] = {}
    for stored in _values(turn, node, question):
        offers.setdefault(_spelt(stored), answer_words(node, stored, turn.run))
    today = turn.facts.local.date()
    if question.type == "date":
        offers |= {today.isoformat(): say("Today"), (today - timedelta(days=1)).isoformat(): say("Yesterday")}
    if question.type == "acknowledge":
        offers = {"yes": say("OK")}
    fitting = [(spelt, label) for spelt, label in offers.items() if _fits(turn, node, question, spelt)]
    return [button(label, Chosen(spelt), turn.path) for spelt, label in fitting]


def _values(turn: Turn, node: Node, question: Question) -> list[Any]:
    """The answer that is being changed or the default, and the workbook's quick values."""
    stored = stored_value(node, turn.path, turn.run)
    plain = stored is not None and not isinstance(stored, list | dict) and not question.sensitive
    first = [stored] if plain and question.type != "acknowledge" and len(str(stored)) <= 60 else []
    return [*first, *question.quick]


def _spelt(stored: Any) -> str:
    return str(jsonable(stored))


def _fits(turn: Turn, node: Node, question: Question, spelt: str) -> bool:
    stored = parse_answer(question, spelt, turn.facts.local.date())
    return not isinstance(stored, Refused) and unfit(node, stored, turn.run) is None


# --- going about ---------------------------------------------------------------------------------------------

NOTHING = {"text": say("None"), "image": say("No need"), "geopoint": say("No need")}


def _going(turn: Turn, node: Node) -> list[Row]:
    """On, skip where the question allows it, back where there is something to go back to."""
    question = node.question
    done = bool(question and question.type in SEVERAL and chosen_so_far(turn, question))
    skip = question and not done and (optional(question, turn.run) or nothing_to_choose(node, turn.run))
    if turn.state.editing:
        back = bool(first_open(turn.form, turn.run) and before(turn))  # a change from the review has the one way
    else:
        back = not turn.state.answers.keys() <= set(turn.state.known)
        back = back and (not turn.state.album or bool(before(turn)))  # a photo that came early is no question before
    return _ways(turn.path, question.type if question and skip else "", done, bool(turn.state.editing), back)


@lru_cache(maxsize=4096)
def _ways(path: str, skipped: str, done: bool, editing: bool, back: bool) -> list[Row]:
    """Skip for a question of this type, or done; leave, back: in one row, so that what stands above does not move."""
    row: list[Choice] = []
    if done:
        row.append(button(say("Done"), Confirmed(), path))
    if skipped:
        row.append(button(NOTHING.get(skipped, say("Skip")), Skip(), path))
    if editing:
        row.append(button(say("Leave it as it is"), Change(), path))
    if back:
        row.append(button(say("‹ Back"), Back(), path))
    return [Lasting(row)] if row else []
