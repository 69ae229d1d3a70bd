"""What the paths of a form's expression mean: one answer, or the answers of all instances of a repeat."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.forms.expressions import Compiled, ExpressionError, Run, syntax
from bot.forms.expressions.compiled import reads_of
from bot.forms.expressions.compiler import compile_node
from bot.forms.expressions.values import number, truth
from bot.forms.model import Choice, Node
from bot.forms.reading import KINDS, closure, instances, is_plain_text
from bot.forms.rows import field_of
from bot.messages import say

Predicate = tuple[Compiled, bool]  # and whether it is a place ("[2]") instead of a condition


@dataclass(slots=True)
class Book:
    """What all expressions of one form share: its nodes, its lists of choices, and the outside lists they use."""

    nodes: dict[str, Node]
    root: str
    choices: dict[str, tuple[Choice, ...]]
    functions: "Mapping[str, Callable[[syntax.Call, FormNames], Compiled]]"  # those that are about places
    rows: "Callable[[syntax.Call, tuple[syntax.Step, ...], FormNames], Compiled]"  # instance('list')/…
    used: set[str] = field(default_factory=set)

    def named(self, name: str, near: Node) -> Node:
        """The node that `${name}` means: the nearest of that name, upwards."""
        found = [node for node in self.nodes.values() if node.path.rpartition("/")[2] == name]
        if not found:
            raise ExpressionError(say("There is no question {name}.", name=name))
        return max(found, key=lambda node: _shared(node.path, near.path))


def _shared(one_: str, other: str) -> int:
    pairs = zip(one_.split("/"), other.split("/"), strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left != right), len(one_))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path has come to: the node, how many of its repeats stand still, and the predicates of the others."""

    node: Node
    fixed: int
    predicates: tuple[tuple[int, tuple[Predicate, ...]], ...] = ()

    @property
    def chain(self) -> tuple[Node, ...]:
        return chain_of(self.node)


def chain_of(node: Node) -> tuple[Node, ...]:
    """The repeats around a node, and itself where it is one."""
    return (*node.repeats, node) if node.kind == "repeat" else node.repeats


@dataclass(frozen=True, slots=True)
class FormNames:
    """Names as an expression of `context` sees them.

    `fixed` is how many repeats around it stand at an instance; `constraint` makes `.` the value on trial;
    `rows` makes bare names the fields of a list's row; `inner` is set within a predicate over a repeat.
    """

    book: Book
    context: Node
    fixed: int
    constraint: bool = False
    rows: bool = False
    inner: "FormNames | None" = None

    def variable(self, name: str) -> Compiled:
        """`${name}`: the question of that name, as pyxform would write its path."""
        node = self.book.named(name, self.context)
        return self.read(Place(node, common(node, self.context, self.fixed)))

    def path(self, path: syntax.Path) -> Compiled:
        """The value, or values, at a path."""
        if isinstance(path.start, syntax.Call):
            return self._started(path.start, path.steps)
        if self.rows and path.start == "":
            return self._field(path)
        if path.start == "" and len(path.steps) == 1 and path.steps[0].name == ".":
            return self._self()
        return self.read(self.place(path))

    def call(self, call: syntax.Call) -> Compiled | None:
        """The functions that are about places."""
        special = self.book.functions.get(call.name)
        return special(call, self) if special else None

    def _started(self, start: syntax.Call, steps: tuple[syntax.Step, ...]) -> Compiled:
        if start.name == "instance":
            return self.book.rows(start, steps, self)
        if start.name == "current":
            outer = replace(self.inner or self, rows=False)
            found = outer.path(syntax.Path("", tuple(step for step in steps if step.name != ".") or steps))
            return _outside(found) if self.inner else found
        raise ExpressionError(say("A path cannot begin with {name}().", name=start.name))

    def _field(self, path: syntax.Path) -> Compiled:
        if len(path.steps) != 1 or path.steps[0].name in (".", ".."):
            raise ExpressionError(say("Inside [ ] write a column's name, or current()/ and a path."))
        name = path.steps[0].name
        return Compiled(lambda run: field_of(run.item, name))

    def _self(self) -> Compiled:
        question = self.context.question
        kind = KINDS.get(question.type, "any") if question else "any"
        if self.constraint:
            return Compiled(lambda run: run.this, kind)
        return self.read(Place(self.context, self.fixed))

    def place(self, path: syntax.Path) -> Place:
        """Follows the steps of a path to a node."""
        steps = list(path.steps)
        if path.start == "/":
            if not steps or steps[0].name != self.book.root:
                raise self._lost(path)
            here = Place(self.book.nodes["/" + self.book.root], 0)
            steps = steps[1:]
        else:
            here = Place(self.context, self.fixed)
        for at, step in enumerate(steps):
            here = self._step(here, step, path, last=at == len(steps) - 1)
        return here

    def _step(self, here: Place, step: syntax.Step, path: syntax.Path, last: bool) -> Place:
        if step.name == ".":
            return here
        if step.name == "..":
            if here.node.parent is None:
                raise self._lost(path)
            return Place(here.node.parent, min(here.fixed, len(chain_of(here.node.parent))), here.predicates)
        node = self.book.nodes.get(f"{here.node.path}/{step.name}")
        if node is None:
            raise self._lost(path)
        return self._entered(here, node, step, last)

    def _entered(self, here: Place, node: Node, step: syntax.Step, last: bool) -> Place:
        """Into a child; a repeat around the context stays at the context's instance, as in JavaRosa."""
        if node.kind != "repeat":
            if step.predicates:
                raise ExpressionError(say("[ ] can only follow a repeat or a list: {name}", name=step.name))
            return Place(node, here.fixed, here.predicates)
        depth = len(node.repeats)
        around = chain_of(self.context)[: self.fixed]
        if not step.predicates and not last and here.fixed == depth and node in around:
            return Place(node, depth + 1, here.predicates)
        inside = FormNames(self.book, node, depth + 1, inner=self.inner or self)
        predicates = tuple(predicate(each, inside) for each in step.predicates)
        chosen = (*here.predicates, (depth, predicates)) if predicates else here.predicates
        return Place(node, here.fixed, chosen)

    def _lost(self, path: syntax.Path) -> ExpressionError:
        words = "/".join(step.name for step in path.steps)
        return ExpressionError(say("There is no question at {path}.", path=("/" if path.start else "") + words))

    def read(self, place: Place) -> Compiled:
        value = closure(place.node)
        chain = place.chain
        reads = frozenset({place.node.path, *(repeat.path for repeat in chain[place.fixed :])})
        if place.fixed >= len(chain):
            answer = place.node.path if is_plain_text(place.node) else ""
            return Compiled(value, _kind(place.node), reads, answer=answer)
        kind = "found" if place.predicates else "nodes"
        reads |= reads_of(each for _, predicates in place.predicates for each, _ in predicates)
        return Compiled(lambda run: [run.at(at, value) for at in spread(place, run)], kind, reads)


def _kind(node: Node) -> str:
    question = node.question
    if question is None or question.computed or question.default is not None:
        return "any"
    return KINDS.get(question.type, "any")


def common(node: Node, context: Node, fixed: int) -> int:
    """How many repeats two places share, the last one being left open where it is the node itself."""
    around = chain_of(context)[:fixed]
    return sum(1 for left, right in zip(node.repeats, around, strict=False) if left is right)


def predicate(node: syntax.Node, names: FormNames) -> Predicate:
    compiled = compile_node(node, names)
    return compiled, compiled.kind == "number"


def _outside(found: Compiled) -> Compiled:
    """current(): evaluated where the whole expression stands."""
    call = found.call
    return Compiled(lambda run: run.at(run.outer, call), found.kind, found.reads)


def spread(place: Place, run: Run) -> Iterator[tuple[int, ...]]:
    """The instances that a place means, each as the indices of its repeats."""
    chosen = dict(place.predicates)
    before, run.outer = run.outer, run.outer or run.indices
    try:
        yield from list(_spread(place.chain, chosen, run.indices[: place.fixed], run))
    finally:
        run.outer = before


def _spread(
    chain: tuple[Node, ...], chosen: Mapping[int, tuple[Predicate, ...]], at: tuple[int, ...], run: Run
) -> Iterator[tuple[int, ...]]:
    depth = len(at)
    if depth == len(chain):
        yield at
        return
    repeat = chain[depth]
    found = [(*at, place + 1) for place in range(run.at(at, lambda inner: instances(repeat, inner)))]
    for predicate, positional in chosen.get(depth, ()):
        found = [each for place, each in enumerate(found) if _holds(predicate, positional, place + 1, each, run)]
    for each in found:
        yield from _spread(chain, chosen, each, run)


def _holds(predicate: Compiled, positional: bool, place: int, at: tuple[int, ...], run: Run) -> bool:
    value = run.at(at, predicate.call)
    return number(value) == place if positional else truth(value)
