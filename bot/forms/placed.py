"""The functions of an expression that are about places in the form or about lists."""

from collections.abc import Callable

from bot.forms.expressions import Compiled, ExpressionError, Run, Value, syntax
from bot.forms.expressions.compiled import as_number, as_text, one, reads_of
from bot.forms.expressions.compiler import check_count, compile_node
from bot.forms.lists import literal, looked_up
from bot.forms.model import Node
from bot.forms.reading import closure
from bot.forms.references import FormNames, Place, common
from bot.forms.rows import choice_label, is_choice
from bot.languages import DEFAULT, worded
from bot.messages import say


def _argument(call: syntax.Call, at: int, names: FormNames) -> Place:
    node = call.arguments[at]
    if isinstance(node, syntax.Path) and not isinstance(node.start, syntax.Call):
        return names.place(node)
    if isinstance(node, syntax.Variable):
        found = names.book.named(node.name, names.context)
        return Place(found, common(found, names.context, names.fixed))
    raise ExpressionError(say("{name}() wants the path of a question or a repeat.", name=call.name))


def _position(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 0, 1)
    depth = len(_argument(call, 0, names).chain) if call.arguments else names.fixed
    if not 0 < depth <= names.fixed:
        raise ExpressionError(say("position(..) has a meaning inside a repeat alone."))
    return Compiled(lambda run: float(run.indices[depth - 1]), "number")


def _count(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 1, 1)
    part = compile_node(call.arguments[0], names)
    if part.kind not in ("nodes", "found"):
        return Compiled(lambda _run: 1.0, "number", part.reads)
    return Compiled(lambda run: float(len(part.call(run))), "number", part.reads)


def _count_non_empty(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 1, 1)
    part = compile_node(call.arguments[0], names)

    def counted(run: Run) -> float:
        value = part.call(run)
        return float(sum(each != "" for each in (value if isinstance(value, list) else [value])))

    return Compiled(counted, "number", part.reads)


def _indexed_repeat(call: syntax.Call, names: FormNames) -> Compiled:
    if len(call.arguments) not in (3, 5, 7):
        check_count(call, 3, 3)
    target = _argument(call, 0, names)
    indices: dict[str, Callable[[Run], Value]] = {}
    parts = []
    for at in range(1, len(call.arguments), 2):
        parts.append(compile_node(call.arguments[at + 1], names))
        indices[_argument(call, at, names).node.path] = as_number(parts[-1])
    chain, value = target.chain, closure(target.node)
    fixed = sum(1 for place, repeat in enumerate(chain) if repeat.path in indices or place < names.fixed)
    if fixed < len(chain):
        raise ExpressionError(say("indexed-repeat() must say which instance of every repeat around the question."))
    reads = reads_of(parts) | {target.node.path, *(repeat.path for repeat in chain)}

    def found(run: Run) -> Value:
        at = [indices[repeat.path](run) if repeat.path in indices else run.indices[d] for d, repeat in enumerate(chain)]
        return run.at(tuple(map(int, at)), value) if all(1 <= each < 1e6 for each in at) else ""

    return Compiled(found, "any", reads)


def _pulldata(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 4, 4)
    name, column, key_column = (literal(call, at) for at in range(3))
    if key_column != "name":
        raise ExpressionError(
            say("pulldata() looks rows up by the column “name”, not by “{column}”.", column=key_column)
        )
    names.book.used.add(name)
    return looked_up(name, column, one(compile_node(call.arguments[3], names)))


def _choice_name(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 2, 2)
    question = choice_question(call, names)
    part = compile_node(call.arguments[0], names)
    wanted = as_text(part)

    def label(run: Run) -> str:
        name = wanted(run)
        return worded(choice_label(question, name, run), DEFAULT) if is_choice(question, name, run) else ""

    return Compiled(label, "string", part.reads)


def _once(call: syntax.Call, names: FormNames) -> Compiled:
    check_count(call, 1, 1)
    part = one(compile_node(call.arguments[0], names))

    def first(run: Run) -> Value:
        now, run.now = run.now, run.began
        try:
            return part.call(run)
        finally:
            run.now = now

    return Compiled(first, part.kind, part.reads)


def _current(_call: syntax.Call, names: FormNames) -> Compiled:
    raise ExpressionError(say("A path must follow {name}().", name="current"))


def choice_question(call: syntax.Call, names: FormNames) -> Node:
    """The question that the second value of jr:choice-name() names."""
    path = literal(call, 1)
    found = syntax.parse(path)
    if isinstance(found, syntax.Variable):
        return names.book.named(found.name, names.context)
    if isinstance(found, syntax.Path):
        return names.place(found).node
    raise ExpressionError(say("There is no question at {path}.", path=path))


PLACED: dict[str, Callable[[syntax.Call, FormNames], Compiled]] = {
    "position": _position,
    "count": _count,
    "count-non-empty": _count_non_empty,
    "indexed-repeat": _indexed_repeat,
    "pulldata": _pulldata,
    "jr:choice-name": _choice_name,
    "once": _once,
    "current": _current,
}
