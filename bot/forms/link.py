"""Links the nodes of a form: what is relevant when, what hangs on what, and which expressions go round in a circle."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.forms.expressions import Compiled, Run, Value
from bot.forms.expressions.compiled import as_truth
from bot.forms.model import Node
from bot.messages import Text, say

Nodes = Mapping[str, Node]


def _expressions(node: Node) -> Iterator[tuple[str, Compiled]]:
    """The expressions that a node's value and relevance hang on, by their columns."""
    question = node.question
    pairs = [("relevant", node.own), ("repeat_count", node.count)]
    if question:
        pairs += [
            ("calculation", question.calculation),
            ("default", question.default),
            ("choice_filter", question.choice_filter),
        ]
    return ((column, compiled) for column, compiled in pairs if compiled is not None)


def needs(node: Node) -> set[str]:
    """The paths that a node hangs on directly."""
    found = {path for _, compiled in _expressions(node) for path in compiled.reads}
    return found | {node.parent.path} if node.parent else found


def columns(node: Node, circle: list[Node]) -> list[str]:
    """The columns of a node whose expressions lead into a circle."""
    paths = {each.path for each in circle}
    return [column for column, compiled in _expressions(node) if compiled.reads & paths]


Circle = list[tuple[Node, str]]  # nodes, and the column of each that leads on to the next


def circles(nodes: Nodes) -> list[Circle]:
    """Sets of nodes that hang on each other (Tarjan's strongly connected components), without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[Circle] = []
    for start in nodes:
        if start not in order:
            _visit(start, nodes, order, low, stack, found)
    return found


def _visit(
    start: str,
    nodes: Nodes,
    order: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    found: list[Circle],
) -> None:
    work = [(start, iter(sorted(needs(nodes[start]) & nodes.keys())))]
    order[start] = low[start] = len(order)
    stack.append(start)
    while work:
        path, rest = work[-1]
        following = next(rest, None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[path])
            _close(path, nodes, order, low, stack, found)
        elif following not in order:
            order[following] = low[following] = len(order)
            stack.append(following)
            work.append((following, iter(sorted(needs(nodes[following]) & nodes.keys()))))
        elif following in stack:
            low[path] = min(low[path], order[following])


def _close(
    path: str, nodes: Nodes, order: dict[str, int], low: dict[str, int], stack: list[str], found: list[Circle]
) -> None:
    if low[path] != order[path]:
        return
    at = stack.index(path)
    circle = [nodes[each] for each in stack[at:]]
    del stack[at:]
    if len(circle) > 1 or path in needs(circle[0]):
        circle.sort(key=list(nodes.values()).index)
        found.append([(node, columns(node, circle)[0]) for node in circle if columns(node, circle)])


def cut(circle: Circle) -> None:
    """Takes the expressions of a circle away, so that the rest can still be looked at."""
    for node, _ in circle:
        node.own = None
        node.count = None
        node.question = None


def link(nodes: Nodes) -> None:
    """Fills in what each node's relevance is, and what hangs on it. The nodes are without circles."""
    for node in nodes.values():
        node.relevant = _combined(node)
        node.first = node.kind == "repeat" and any(_required(child) for child in node.children)
    behind: dict[str, frozenset[str]] = {}
    for node in nodes.values():
        _all_needs(node.path, nodes, behind)
    for node in nodes.values():
        _affected(node, nodes, behind)
    for node in nodes.values():
        node.touches = frozenset(each.path for each in node.affects if not each.repeats)
    _feeds(nodes, behind)
    _entries(nodes)


def _required(node: Node) -> bool:
    return node.question is not None and node.question.required is not None


def _combined(node: Node) -> Callable[[Run], Value] | None:
    above = node.parent.relevant if node.parent else None
    own = as_truth(node.own) if node.own else None
    if above is None or own is None:
        return above or own
    return lambda run: above(run) and own(run)


def _all_needs(path: str, nodes: Nodes, behind: dict[str, frozenset[str]]) -> frozenset[str]:
    """All that a node hangs on, through however many others (in order of depth, without recursion)."""
    work = [path]
    while work:
        here = work[-1]
        direct = needs(nodes[here]) & nodes.keys()
        missing = [each for each in direct if each not in behind]
        if here in behind or not missing:
            behind.setdefault(here, frozenset(direct).union(*(behind[each] for each in direct)))
            work.pop()
        else:
            work.extend(missing)
    return behind[path]


def _affected(node: Node, nodes: Nodes, behind: dict[str, frozenset[str]]) -> None:
    """Enters this node with all whose answers decide its relevance, its choices or its count."""
    question = node.question
    if question and not question.computed and question.type != "note":
        for path in behind[node.path]:
            nodes[path].affects += (node,)
    if node.kind == "repeat" and node.count is not None:
        for path in node.count.reads & nodes.keys():
            for each in {path, *behind[path]}:
                nodes[each].counts += (node,)


def _feeds(nodes: Nodes, behind: Mapping[str, frozenset[str]]) -> None:
    found: dict[str, set[str]] = {path: {path} for path in nodes}
    for path, needed in behind.items():
        for each in needed:
            found[each].add(path)
    for path, node in nodes.items():
        node.feeds = frozenset(found[path])


def _entries(nodes: Nodes) -> None:
    """Flattens groups: each repeat, and the root, gets its entries in order."""
    for node in nodes.values():
        if node.kind in ("root", "repeat"):
            node.entries = tuple(_flat(node))
            asked = [each for each in node.entries if each.question is None or each.question.asked]
            node.asks = {each.path: each for each in asked}


def _flat(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind == "group":
            yield from _flat(child)
        else:
            yield child


# --- defaults written out ------------------------------------------------------------------------------------


def fixed_default(kind: str, words: str) -> tuple[Value, Text | None]:
    """The value of a default that is no expression, and what is wrong with it."""
    read = _FIXED.get(kind)
    if read is None:
        return words, None
    try:
        return read(words), None
    except (ValueError, InvalidOperation):
        return "", say("{default} does not fit the question's type.", default=words)


_FIXED: dict[str, Callable[[str], Value]] = {
    "integer": lambda words: float(int(words)),
    "decimal": lambda words: float(Decimal(words)),
    "range": lambda words: float(Decimal(words)),
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
