"""Regular expressions as forms use them: the part of Java's syntax with classes, \\d \\w \\s, groups, alternatives and
repetitions; matched against the whole text, as regex() of XForms is. Back-references and look-around are refused.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NoReturn

from bot.forms.expressions.automaton import MAX_STATES, Piece, Test, either, matcher, one_after_another, one_sign, times
from bot.forms.expressions.syntax import ExpressionError
from bot.messages import say

CLASSES: dict[str, Test] = {
    "d": lambda c: "0" <= c <= "9",
    "w": lambda c: c == "_" or (c.isascii() and c.isalnum()),
    "s": lambda c: c in " \t\n\x0b\f\r",
}
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
PROPERTIES: dict[str, Test] = {
    "L": str.isalpha,
    "IsHan": lambda c: "\u4e00" <= c <= "\u9fff" or "\u3400" <= c <= "\u4dbf" or c >= "\U00020000",
    "N": str.isnumeric,
}


@lru_cache(maxsize=512)
def compile_regex(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text matches; raises ExpressionError for what it does not know."""
    return matcher(_Pattern(pattern).whole())


def refuse(pattern: str) -> NoReturn:
    """Raises ExpressionError."""
    raise ExpressionError(say("This pattern cannot be read: {pattern}", pattern=pattern))


class _Pattern:
    """Reads a pattern, sign by sign."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def whole(self) -> Piece:
        piece = self.alternatives()
        if self.at < len(self.pattern):
            refuse(self.pattern)
        return piece

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        sign = self.peek()
        if not sign:
            refuse(self.pattern)
        self.at += 1
        return sign

    def alternatives(self) -> Piece:
        self.depth += 1
        if self.depth > 32:
            refuse(self.pattern)
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else either(branches)

    def sequence(self) -> Piece:
        pieces: list[Piece] = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.repeated())
        return one_after_another(pieces)

    def repeated(self) -> Piece:
        piece = self.atom()
        while (sign := self.peek()) and sign in "*+?{":
            least, most = self.bounds()
            if self.peek() in ("?", "+"):  # lazy or possessive: the same set of texts, for a whole match
                self.take()
            piece = times(piece, least, most)
        return piece

    def bounds(self) -> tuple[int, int | None]:
        sign = self.take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        words = self.until("}").split(",")
        if len(words) > 2 or not words[0].isdecimal() or not (words[-1] == "" or words[-1].isdecimal()):
            refuse(self.pattern)
        least, most = int(words[0]), int(words[-1]) if words[-1] else None
        if least > MAX_STATES or (most is not None and (most > MAX_STATES or most < least)):
            refuse(self.pattern)
        return least, most

    def until(self, end: str) -> str:
        start = self.at
        self.at = self.pattern.find(end, start) + 1
        if self.at == 0:
            refuse(self.pattern)
        return self.pattern[start : self.at - 1]

    def atom(self) -> Piece:
        sign = self.take()
        if sign == "(":
            return self.group()
        if sign in "^$":
            return self.edge(sign)
        if sign in "*+?{":
            refuse(self.pattern)
        if sign == "[":
            return one_sign(self.class_())
        if sign == ".":
            return one_sign(lambda c: c not in "\r\n")
        return one_sign(self.escaped() if sign == "\\" else sign.__eq__)

    def edge(self, sign: str) -> Piece:
        where = self.at - 1 if sign == "^" else len(self.pattern) - self.at
        if where or self.depth > 1:
            refuse(self.pattern)
        return one_after_another([])

    def group(self) -> Piece:
        if self.peek() == "?":
            self.take()
            if self.take() != ":":
                refuse(self.pattern)
        piece = self.alternatives()
        if self.take() != ")":
            refuse(self.pattern)
        return piece

    def escaped(self) -> Test:
        sign = self.take()
        if sign in CLASSES:
            return CLASSES[sign]
        if sign.lower() in CLASSES:
            return _not(CLASSES[sign.lower()])
        if sign in "pP":
            return self.property(sign)
        if sign == "u":
            return self.coded()
        if sign.isalnum() and sign not in ESCAPES:
            refuse(self.pattern)
        return ESCAPES.get(sign, sign).__eq__

    def property(self, sign: str) -> Test:
        name = self.until("}")[1:] if self.peek() == "{" else self.take()
        test = PROPERTIES.get(name.replace("script=", "Is"))
        if test is None:
            refuse(self.pattern)
        return _not(test) if sign == "P" else test

    def coded(self) -> Test:
        digits = self.pattern[self.at : self.at + 4]
        self.at += 4
        try:
            return chr(int(digits, 16)).__eq__
        except ValueError:
            refuse(self.pattern)

    def class_(self) -> Test:
        negated = self.peek() == "^"
        if negated:
            self.take()
        tests: list[Test] = []
        while self.peek() != "]" or not tests:
            tests.append(self.member())
        self.take()
        return _not(_any_of(tests)) if negated else _any_of(tests)

    def member(self) -> Test:
        sign = self.take()
        if sign == "[" or (sign == "&" and self.peek() == "&"):
            refuse(self.pattern)
        if sign == "\\":
            low = self.literal_escape()
            if low is None:
                return self.escaped()
        else:
            low = sign
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in ("]", ""):
            return low.__eq__
        self.take()
        return _between(low, self.high(), self.pattern)

    def high(self) -> str:
        sign = self.take()
        if sign != "\\":
            return sign
        escaped = self.literal_escape()
        return refuse(self.pattern) if escaped is None else escaped

    def literal_escape(self) -> str | None:
        """The sign that an escape stands for; None where it stands for a class."""
        sign = self.peek()
        if sign == "u":
            digits = self.pattern[self.at + 1 : self.at + 5]
            self.at += 5
            return chr(int(digits, 16)) if len(digits) == 4 and digits.isalnum() else refuse(self.pattern)
        if sign.isalnum() and sign not in ESCAPES:
            return None
        self.take()
        return ESCAPES.get(sign, sign)


def _not(test: Test) -> Test:
    return lambda c: not test(c)


def _any_of(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda c: any(test(c) for test in tests)


def _between(low: str, high: str, pattern: str) -> Test:
    if low > high:
        refuse(pattern)
    return lambda c: low <= c <= high
