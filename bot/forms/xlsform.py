"""Compiles a workbook to a Form, or says all that is wrong with it, each with its cell."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.xls2xform import convert  # type: ignore[import-untyped]

from bot.forms import cells, link, quotes, workbook, xform
from bot.forms.expressions import Compiled, ExpressionError, compile_expression, syntax
from bot.forms.expressions.compiled import constant
from bot.forms.itemsets import itemset
from bot.forms.lists import list_rows
from bot.forms.model import Choice, Form, FormErrors, Node, Problem, Question
from bot.forms.outputs import phrase
from bot.forms.phrases import Phrase, in_short, plain
from bot.forms.placed import PLACED
from bot.forms.references import Book, FormNames
from bot.forms.workbook import Row
from bot.forms.xform import CQ, JR, Control, XForm
from bot.messages import Labels, Text, say

T = TypeVar("T")
PRELOADS = {("timestamp", "start"): "start", ("timestamp", "end"): "end", ("date", "today"): "today"}
# (control, bind type) -> XLSForm's word; "" stands for any bind type.
TYPES = {
    ("input", "string"): "text",
    ("input", "int"): "integer",
    ("input", "decimal"): "decimal",
    ("input", "date"): "date",
    ("input", "time"): "time",
    ("input", "dateTime"): "datetime",
    ("input", "geopoint"): "geopoint",
    ("input", "barcode"): "barcode",
    ("input", ""): "text",
    ("select1", ""): "select_one",
    ("select", ""): "select_multiple",
    ("rank", ""): "rank",
    ("range", ""): "range",
    ("trigger", ""): "acknowledge",
    ("upload", ""): "file",
}
MEDIA = {"image/*": "image", "audio/*": "audio", "video/*": "video"}


def compile_form(source: bytes | str, name: str) -> Form:
    """The form in a workbook whose file is called `name`; raises FormErrors with every problem that was found."""
    book = workbook.read(source, name)
    found = [*workbook.problems(book), *cells.problems(book)]
    try:
        made = convert(workbook.mended(quotes.hidden(book.definition), found))
    except PyXFormError as error:
        raise FormErrors(_without_repetition(found, workbook.read_error(error))) from None
    compiler = _Compiler(xform.read(quotes.shown(made.xform)), book, found)
    form = compiler.form(name.replace("\\", "/").rpartition("/")[2].partition(".")[0])
    if any(problem.level == "error" for problem in compiler.problems):
        raise FormErrors(_in_order(compiler.problems))
    return form


def _without_repetition(found: list[Problem], last: Problem) -> list[Problem]:
    """pyxform's own refusal, unless a better sentence about that row stands there already."""
    errors = [problem for problem in found if problem.level == "error"]
    told = any(problem.row == last.row for problem in errors) or (last.row == 0 and errors)
    return _in_order(found if told else [*found, last])


def _in_order(problems: list[Problem]) -> list[Problem]:
    once = {(problem.sheet, problem.row, problem.column, problem.message.msgid): problem for problem in problems}
    return sorted(once.values(), key=lambda problem: (problem.sheet != "survey", problem.row))


class _Compiler:
    """One pass over an XForm's nodes; problems are gathered, never raised, until all were seen."""

    def __init__(self, source: XForm, book: workbook.Workbook, found: list[Problem]) -> None:
        self.source = source
        self.workbook = book
        self.problems = list(found)
        self.known = {(problem.row, problem.column) for problem in found if problem.level == "error"}
        self.book = Book({}, source.root, {}, PLACED, list_rows)

    def form(self, name: str) -> Form:
        self._lay_nodes()
        self.book.choices.update({list_: self._choices(list_) for list_ in self.source.lists})
        for node in self.book.nodes.values():
            self._fill(node)
        self._link()
        attributes = self.source.attributes
        return Form(
            code=name if attributes.get("id", "data") == "data" else attributes["id"],
            version=attributes.get("version", ""),
            title=self._title(name),
            root=self.book.nodes["/" + self.source.root],
            nodes=self.book.nodes,
            lists=frozenset(self.book.used),
            warnings=tuple(problem for problem in self.problems if problem.level != "error"),
        )

    def _title(self, name: str) -> Labels:
        words = {"zh": name if self.source.title == "data" else self.source.title}
        for attribute, text in self.source.attributes.items():
            if attribute.startswith(CQ + "title_") and text:
                words[attribute.removeprefix(CQ + "title_")] = text
        return Labels(words)

    # --- nodes -----------------------------------------------------------------------------------------------

    def _lay_nodes(self) -> None:
        nodes = self.book.nodes
        for path in self.source.paths:
            above = nodes.get(path.rpartition("/")[0])
            if path.split("/")[2:3] == ["meta"]:
                continue
            node = Node(path, self._kind(path), above)
            if above is not None:
                node.repeats = (*above.repeats, above) if above.kind == "repeat" else above.repeats
                above.children.append(node)
            node.template = _template(node)
            nodes[path] = node

    def _kind(self, path: str) -> str:
        if path in self.source.repeats:
            return "repeat"
        if any(other.startswith(path + "/") for other in self.source.paths):
            return "root" if path == "/" + self.source.root else "group"
        return "question"

    def _fill(self, node: Node) -> None:
        bind, control = self.source.binds.get(node.path, {}), self.source.controls.get(node.path)
        node.label = self._phrase(control.label, node, "label") if control else None
        node.role = bind.get(CQ + "role", "")
        node.own = self._test(bind.get("relevant", ""), node, "relevant")
        if node.kind == "repeat":
            node.count = self._expression(self.source.repeats[node.path], node, "repeat_count")
        elif node.kind == "question":
            node.question = self._question(node, bind, control)

    # --- questions -------------------------------------------------------------------------------------------

    def _question(self, node: Node, bind: dict[str, str], control: Control | None) -> Question:
        name = node.path.rpartition("/")[2]
        kind, preload = self._type(bind, control), _preload(bind)
        words = control.attributes if control else {}
        return Question(
            path=node.path,
            name=name,
            type=kind,
            label=node.label,
            short=in_short(bind, CQ + "short"),
            hint=self._phrase(control.hint, node, "hint") if control else None,
            appearance=tuple(words.get("appearance", "").split()),
            required=self._test(bind.get("required", ""), node, "required"),
            required_message=self._message(bind, "requiredMsg", node),
            constraint=self._constraint(bind.get("constraint", ""), node),
            constraint_message=self._message(bind, "constraintMsg", node),
            calculation=self._expression(bind.get("calculate", ""), node, "calculation"),
            default=self._default(node, kind),
            preload=preload,
            role=node.role,
            sensitive=bind.get(CQ + "sensitive") == "yes",
            keep=bind.get(CQ + "keep", ""),
            ask=bind.get(CQ + "ask", ""),
            quick=tuple(bind.get(CQ + "quick", "").split()),
            start=_float(words.get("start")),
            end=_float(words.get("end")),
            step=_float(words.get("step")),
            **self._select(node, bind, control),  # type: ignore[arg-type]
        )

    def _type(self, bind: dict[str, str], control: Control | None) -> str:
        if control is None or ("calculate" in bind and not control.label):
            return "calculate" if "calculate" in bind or f"{JR}preload" in bind else "hidden"
        if control.tag == "upload":
            return MEDIA.get(control.attributes.get("mediatype", ""), "file")
        if bind.get("readonly") == "true()" and control.tag == "input":
            return "note"
        return TYPES.get((control.tag, bind.get("type", ""))) or TYPES.get((control.tag, ""), "text")

    def _default(self, node: Node, kind: str) -> Compiled | None:
        dynamic = self.source.values.get(node.path)
        if dynamic:
            return self._expression(dynamic, node, "default")
        fixed = self.source.paths.get(node.path, "")
        if not fixed:
            return None
        value, problem = link.fixed_default(kind, fixed)
        if problem:
            self._problem(node, "default", problem)
        return constant(value, "any")

    def _message(self, bind: dict[str, str], which: str, node: Node) -> Phrase | None:
        words = xform.message(bind.get(JR + which, ""), self.source.texts)
        column = {"requiredMsg": "required_message", "constraintMsg": "constraint_message"}[which]
        return self._phrase(words, node, column)

    def _select(self, node: Node, bind: dict[str, str], control: Control | None) -> dict[str, object]:
        """What belongs to questions with choices."""
        if control is None or not control.nodeset:
            return {}
        parts: dict[str, object] = {
            "other": bind.get(CQ + "other") == "yes",
            "none": bind.get(CQ + "none", ""),
            "suggest": self._suggest(bind.get(CQ + "suggest", ""), node),
        }
        found = self._attempt(lambda: itemset(self.book, node, control), node, "choice_filter")
        return parts | (found or {})

    def _suggest(self, source: str, node: Node) -> str:
        if not source:
            return ""
        parsed = self._attempt(lambda: syntax.parse(source), node, "cq:suggest")
        names = FormNames(self.book, node, len(node.repeats))
        if isinstance(parsed, syntax.Path):
            found = self._attempt(lambda: names.place(parsed), node, "cq:suggest")
            return found.node.path if found else ""
        return ""

    def _choices(self, list_: str) -> tuple[Choice, ...]:
        rows = []
        for item in self.source.lists[list_]:
            fields = {key: value for key, value in item.fields.items() if key not in ("name", "label")}
            words = item.label or {"zh": [(item.fields.get("name", ""), False)]}
            label = self._phrase(words, self.book.nodes["/" + self.source.root], "label") or plain({})
            rows.append(Choice(item.fields.get("name", ""), label, fields))
        return tuple(rows)

    # --- expressions -----------------------------------------------------------------------------------------

    def _expression(self, source: str, node: Node, column: str) -> Compiled | None:
        if not source.strip():
            return None
        names = FormNames(self.book, node, len(node.repeats))
        return self._attempt(lambda: compile_expression(source, names), node, column)

    def _constraint(self, source: str, node: Node) -> Compiled | None:
        if not source.strip():
            return None
        names = FormNames(self.book, node, len(node.repeats), constraint=True)
        return self._attempt(lambda: compile_expression(source, names), node, "constraint")

    def _test(self, source: str, node: Node, column: str) -> Compiled | None:
        """A condition; None where it is always the case, or never asked for."""
        if source in ("", "false()") and column == "required":
            return None
        if source in ("", "true()") and column == "relevant":
            return None
        return self._expression(source, node, column)

    def _phrase(self, words: dict[str, xform.Words], node: Node, column: str) -> Phrase | None:
        names = FormNames(self.book, node, len(node.repeats))
        return self._attempt(lambda: phrase(words, names), node, column) if words else None

    def _attempt(self, make: Callable[[], T], node: Node, column: str) -> T | None:
        try:
            return make()
        except ExpressionError as error:
            self._problem(node, column, say("This expression cannot be used: {why}", why=error.why))
            return None

    def _problem(self, node: Node, column: str, message: Text) -> None:
        row = self._row(node)
        heading = row.cell(column)[0] if row else column
        number = row.number if row else 0
        if (number, heading) not in self.known:
            self.problems.append(Problem("survey", number, heading, message))

    def _row(self, node: Node) -> Row | None:
        return self.workbook.row(node.path.removeprefix("/" + self.source.root))

    def _link(self) -> None:
        for circle in link.circles(self.book.nodes):
            names = "、".join(node.path.rpartition("/")[2] for node, _ in circle)
            for node, column in circle:
                self._problem(node, column, say("These lead back to themselves: {names}.", names=names))
            link.cut(circle)
        link.link(self.book.nodes)


def _template(node: Node) -> str:
    """The path with a place for each repeat around the node."""
    path = node.path
    for repeat in reversed(node.repeats):
        path = f"{path[: len(repeat.path)]}[%d]{path[len(repeat.path) :]}"
    return path


def _preload(bind: dict[str, str]) -> str:
    kind, parameters = bind.get(JR + "preload", ""), bind.get(JR + "preloadParams", "")
    return PRELOADS.get((kind, parameters), parameters or kind)


def _float(text: str | None) -> float | None:
    return float(text) if text else None


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep a form from being used."""
    return [problem for problem in problems if problem.level == "error"]
