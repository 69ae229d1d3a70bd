"""The way through a form: what comes next, and all that is relevant, in order. Nothing here is remembered."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from itertools import filterfalse

from bot.forms.expressions import Run
from bot.forms.facts import Facts
from bot.forms.model import MAX_INSTANCES, Form, Node
from bot.forms.reading import instances
from bot.forms.state import State

INDEX = re.compile(r"\[(\d+)\]")
Found = tuple[str, Node, tuple[int, ...]]  # a path with its instances, its node, and the instances of its repeats


def run_of(state: State, facts: Facts, answers: dict[str, object] | None = None) -> Run:
    """An evaluation over these answers; over a state's own the same one each time, with what it has worked out."""
    if answers is None and facts.runs and facts.runs[-1][0] is state:
        run: Run = facts.runs[-1][1]
        run.indices = ()
        return run
    began: datetime = state.began
    chosen = state.answers if answers is None else answers
    run = Run(chosen, facts.local, began=began, lists=facts.lists, seed=state.seed, person=facts.person)
    if answers is None:
        keep(run, state, facts)
    return run


def keep(run: Run, state: State, facts: Facts) -> None:
    """Has an evaluation over this state's very answers serve again, with what it has worked out."""
    facts.runs[:] = [(state, run)]


@lru_cache(maxsize=4096)
def split(path: str) -> tuple[str, tuple[int, ...]]:
    """A path without its instances, and these."""
    return INDEX.sub("", path), tuple(int(index) for index in INDEX.findall(path))


def locate(form: Form, path: str) -> tuple[Node, tuple[int, ...]] | None:
    """The node at a path and the instances around it; for "another one?" the repeat itself."""
    node = form.nodes.get(path)
    if node is not None and not node.repeats and node.kind != "repeat":  # most are in no repeat
        return node, ()
    plain, indices = split(path)
    node = form.nodes.get(plain)
    if node is None or len(indices) != len(node.repeats) + (node.kind == "repeat"):
        return None
    return node, indices


def first_open(form: Form, run: Run) -> str:
    """The path of the first relevant question without an answer; empty when all are answered."""
    try:
        return _first(form.root.asks, run, ())
    finally:
        run.indices = ()


def _first(asks: Mapping[str, Node], run: Run, indices: tuple[int, ...]) -> str:
    answers = run.answers
    run.indices = indices
    for plain in filterfalse(answers.__contains__, asks):
        node = asks[plain]
        if node.question is None:
            found = _first_inside(node, run, indices)
            if found:
                return found
            run.indices = indices
            continue
        path = node.template % indices if indices else plain
        if path not in answers and (node.relevant is None or node.relevant(run)):
            return path
    return ""


def _first_inside(repeat: Node, run: Run, indices: tuple[int, ...]) -> str:
    if repeat.relevant and not repeat.relevant(run):
        return ""
    count = instances(repeat, run)
    for at in range(1, count + 1):
        found = _first(repeat.asks, run, (*indices, at))
        if found:
            return found
    more = f"{repeat.template % indices if indices else repeat.path}[{count + 1}]"
    asked = repeat.count is None and count < MAX_INSTANCES and more not in run.answers
    return more if asked else ""


def places(form: Form, run: Run) -> list[Found]:
    """Everything relevant, in order: questions, notes, calculations, and each "another one?"."""
    if run.places is None:
        run.places = []
        _gather(form.root.entries, run, (), run.places)
    run.indices = ()
    found: list[Found] = run.places
    return found


def _gather(entries: tuple[Node, ...], run: Run, indices: tuple[int, ...], found: list[Found]) -> None:
    for node in entries:
        run.indices = indices
        if node.relevant is not None and not node.relevant(run):
            continue
        if node.question is None:
            _gather_inside(node, run, indices, found)
        else:
            found.append((node.template % indices if indices else node.path, node, indices))


def _gather_inside(repeat: Node, run: Run, indices: tuple[int, ...], found: list[Found]) -> None:
    count, prefix = instances(repeat, run), repeat.at(indices)
    for at in range(1, count + 1):
        inside = (*indices, at)
        if repeat.count is None and not (repeat.first and at == 1):
            found.append((f"{prefix}[{at}]", repeat, inside))
        _gather(repeat.entries, run, inside, found)
    if repeat.count is None and count < MAX_INSTANCES:
        found.append((f"{prefix}[{count + 1}]", repeat, (*indices, count + 1)))
