"""Reads the text of an expression into a tree: the part of XPath 1.0 that XForms use, with bounds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import Text, say

MAX_LENGTH = 10_000  # characters
MAX_DEPTH = 64  # brackets within brackets
MAX_TERMS = 500  # operators, calls and paths in one expression


class ExpressionError(Exception):
    """An expression that cannot be read or cannot mean anything; `why` is a sentence for its author."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.msgid)
        self.why = why


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    value: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`${name}`, as XLSForm writes a question."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one precedence, left to right: operators[i] stands before operands[i + 1]."""

    operators: tuple[str, ...]
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Step:
    name: str  # a child's name, "." or ".."
    predicates: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """`start` is "/" (from the root), "" (from the context) or a call such as instance('x') or current()."""

    start: "str | Call"
    steps: tuple[Step, ...]


Node = Number | Literal | Variable | Call | Negation | Chain | Path

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<variable>\$\{\s*[^}\s]+\s*\})
    | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
    | (?P<sign>//|\.\.|::|<=|>=|!=|[-+*/|=<>()\[\],.@])
    )""",
    re.VERBOSE,
)
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


def parse(source: str) -> Node:
    """The tree of an expression; raises ExpressionError."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(say("This is longer than {most} characters: split it up.", most=MAX_LENGTH))
    return _Reader(source).whole()


def _tokens(source: str) -> list[tuple[str, str]]:
    found, at, end = [], 0, len(source.rstrip())
    while at < end:
        match = TOKEN.match(source, at)
        if not match or match.end() == at:
            raise ExpressionError(say("This cannot be read from here on: {rest}", rest=source[at : at + 30].strip()))
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens, with a bound on its depth and size."""

    def __init__(self, source: str) -> None:
        self.tokens = _tokens(source)
        self.at = 0
        self.depth = 0
        self.terms = 0

    def whole(self) -> Node:
        node = self.expression()
        if self.at < len(self.tokens):
            raise self.unexpected()
        return node

    def unexpected(self) -> ExpressionError:
        if self.at < len(self.tokens):
            return ExpressionError(say("This was not expected here: {token}", token=self.tokens[self.at][1]))
        return ExpressionError(say("Something is missing at the end."))

    def peek(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][1] in signs and self.kind() != "literal"

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, sign: str) -> None:
        if not self.peek(sign):
            raise self.unexpected()
        self.at += 1

    def count(self) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise ExpressionError(say("This has more than {most} terms: split it up.", most=MAX_TERMS))

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(say("This is nested deeper than {most} brackets.", most=MAX_DEPTH))
        node = self.level(0)
        self.depth -= 1
        return node

    def level(self, place: int) -> Node:
        if place == len(LEVELS):
            return self.unary()
        operands, operators = [self.level(place + 1)], []
        while self.peek(*LEVELS[place]):
            self.count()
            operators.append(self.take())
            operands.append(self.level(place + 1))
        return Chain(tuple(operators), tuple(operands)) if operators else operands[0]

    def unary(self) -> Node:
        minus = 0
        while self.peek("-"):
            self.count()
            self.take()
            minus += 1
        node = self.primary()
        if self.peek("|"):
            raise ExpressionError(say("Two paths cannot be joined by |."))
        return Negation(node) if minus % 2 else Negation(Negation(node)) if minus else node

    def primary(self) -> Node:
        read = _PRIMARY.get(self.kind())
        if read is None:
            raise self.unexpected()
        self.count()
        return read(self)

    def numeral(self) -> Node:
        return Number(float(self.take()))

    def literal(self) -> Node:
        return Literal(self.take()[1:-1])

    def variable(self) -> Node:
        return Variable(self.take()[2:-1].strip())

    def word(self) -> Node:
        if self.tokens[self.at + 1 : self.at + 2] != [("sign", "(")]:
            return self.path("")
        call = self.call()
        if self.peek("/"):
            self.take()
            return Path(call, self.steps())
        return call

    def call(self) -> Call:
        name = self.take()
        self.expect("(")
        arguments: list[Node] = []
        while not self.peek(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression())
        self.take()
        return Call(name, tuple(arguments))

    def sign(self) -> Node:
        if self.peek("("):
            self.take()
            node = self.expression()
            self.expect(")")
            return node
        if self.peek("/"):
            self.take()
            return Path("/", self.steps())
        if self.peek(".", ".."):
            return self.path("")
        if self.peek("//", "@", "*"):
            raise ExpressionError(say("Paths with {sign} are not known here: write the whole path.", sign=self.take()))
        raise self.unexpected()

    def path(self, start: str) -> Node:
        return Path(start, self.steps())

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while self.peek("/"):
            self.count()
            self.take()
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        if self.kind() != "name" and not self.peek(".", ".."):
            raise self.unexpected()
        name = self.take()
        predicates = []
        while self.peek("["):
            self.take()
            predicates.append(self.expression())
            self.expect("]")
        return Step(name, tuple(predicates))


_PRIMARY: dict[str, Callable[[_Reader], Node]] = {
    "number": _Reader.numeral,
    "literal": _Reader.literal,
    "variable": _Reader.variable,
    "name": _Reader.word,
    "sign": _Reader.sign,
}
