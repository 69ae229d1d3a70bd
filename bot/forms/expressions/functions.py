"""The functions of an expression: a table of small ones, each over values that are already of its types.

Those that are about places (position, indexed-repeat, pulldata …) are in bot.forms.references; `if`, `coalesce` and
`regex`, which look at their arguments before they have values, are the compiler's.
"""

import base64
import hashlib
import math
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import partial

from bot.forms.expressions import calendar
from bot.forms.expressions.run import Run
from bot.forms.expressions.values import NAN, Value, number, single, text, truth
from bot.forms.geometry import area, distance

CONVERSIONS: dict[str, Callable[[Value], Value]] = {"string": text, "number": number, "boolean": truth, "any": single}


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` are the types of its arguments; the last one holds for all further ones."""

    call: Callable[..., Value]
    takes: tuple[str, ...]
    kind: str
    least: int
    most: int
    runs: bool = False  # its first argument is the Run

    def takes_at(self, place: int) -> str:
        return self.takes[min(place, len(self.takes) - 1)]


def _flat(values: Sequence[Value]) -> list[Value]:
    """The atoms of arguments of which each may be a nodeset."""
    return [atom for value in values for atom in (value if value.__class__ is list else [value])]


def _answered(values: Sequence[Value]) -> list[float]:
    return [number(atom) for atom in _flat(values) if atom != ""]


HALF = Decimal("0.5")


# --- numbers -------------------------------------------------------------------------------------------------


def _whole(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else value


def _rounded(value: float, places: float = 0.0) -> float:
    """Half upwards, as Java's Math.round does."""
    if not math.isfinite(value) or not math.isfinite(places) or abs(places) > 30:
        return value
    scaled = Decimal(repr(value)).scaleb(int(places))
    return float((scaled + HALF).to_integral_value(ROUND_FLOOR).scaleb(-int(places)))


def _power(base: float, exponent: float) -> float:
    try:
        result = base**exponent
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return NAN if isinstance(result, complex) else result


def _safe(call: Callable[..., float], *values: float) -> float:
    """NaN where a function has no value, infinity where it is too large."""
    try:
        return float(call(*values))
    except ValueError:
        return NAN
    except OverflowError:
        return math.inf


def _logarithm(call: Callable[[float], float], value: float) -> float:
    return -math.inf if value == 0 else _safe(call, value)


def _edge(value: float, call: Callable[[float], int]) -> float:
    return float(call(value)) if math.isfinite(value) else value


def _largest(*values: Value) -> float:
    return _extreme(max, values)


def _smallest(*values: Value) -> float:
    return _extreme(min, values)


def _extreme(choose: Callable[[list[float]], float], values: Sequence[Value]) -> float:
    """NaN for nothing; unanswered questions, and what is no number, are left out."""
    numbers = [each for each in _answered(values) if not math.isnan(each)]
    return choose(numbers) if numbers else NAN


def _sum(nodes: Value) -> float:
    return float(sum(_answered([nodes])))


def _random(run: Run) -> float:
    """The same number each time that it is asked for in one conversation and place."""
    return random.Random(f"{run.seed}/{run.indices}").random()  # noqa: S311


# --- texts ---------------------------------------------------------------------------------------------------


def _substr(said: str, start: float, end: float = math.inf) -> str:
    """From `start`, counted from 0 (or from the end when negative), up to before `end`."""
    return said[_place(start, len(said)) : _place(end, len(said))]


def _place(at: float, length: int) -> int:
    if math.isnan(at):
        return 0
    at = max(-length, min(at, length))
    return int(at) if at >= 0 else length + int(at)


def _before(said: str, mark: str) -> str:
    return said.partition(mark)[0] if mark and mark in said else ""


def _after(said: str, mark: str) -> str:
    return said.partition(mark)[2] if mark else said


def _translate(said: str, these: str, those: str) -> str:
    table: dict[int, str | None] = {}
    for place, sign in enumerate(these):
        table.setdefault(ord(sign), those[place] if place < len(those) else None)
    return said.translate(table)


def _join(separator: str, *values: Value) -> str:
    return separator.join(text(atom) for atom in _flat(values))


def _concat(*values: Value) -> str:
    return "".join(text(atom) for atom in _flat(values))


def _uuid(run: Run, length: float = 0.0) -> str:
    made = random.Random(f"{run.seed}/uuid/{run.indices}")  # noqa: S311
    if not 0 < length <= 64:
        return str(uuid.UUID(int=made.getrandbits(128), version=4))
    return "".join(made.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=int(length)))


DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(said: str, algorithm: str, encoding: str = "base64") -> str:
    if algorithm not in DIGESTS:
        return ""
    made = hashlib.new(DIGESTS[algorithm], said.encode(), usedforsecurity=False).digest()
    return made.hex() if encoding == "hex" else base64.b64encode(made).decode()


def _decoded(said: str) -> str:
    try:
        return base64.b64decode(said, validate=True).decode()
    except ValueError:
        return ""


# --- several choices -----------------------------------------------------------------------------------------


def _selected(said: str, choice: str) -> bool:
    return choice.strip() in said.split()


def _selected_at(said: str, place: float) -> str:
    chosen = said.split()
    return chosen[int(place)] if 0 <= place < len(chosen) else ""


def _checklist(least: float, most: float, *values: Value) -> bool:
    true = sum(truth(atom) for atom in _flat(values))
    return (least < 0 or true >= least) and (most < 0 or true <= most)


def _weighted(least: float, most: float, *values: Value) -> bool:
    weight = sum(number(weight) for test, weight in zip(values[::2], values[1::2], strict=False) if truth(test))
    return (least < 0 or weight >= least) and (most < 0 or weight <= most)


# --- the table -----------------------------------------------------------------------------------------------


def _numeric(call: Callable[..., float], least: int = 1, most: int | None = None) -> Function:
    return Function(call, ("number",), "number", least, most or least)


def _texts(call: Callable[..., Value], least: int, kind: str = "string", most: int | None = None) -> Function:
    return Function(call, ("string",), kind, least, most or least)


FUNCTIONS: dict[str, Function] = {
    "number": Function(lambda value: value, ("number",), "number", 1, 1),
    "int": _numeric(_whole),
    "round": _numeric(_rounded, 1, 2),
    "floor": _numeric(partial(_edge, call=math.floor)),
    "ceiling": _numeric(partial(_edge, call=math.ceil)),
    "abs": _numeric(abs),
    "pow": _numeric(_power, 2),
    "sqrt": _numeric(partial(_safe, math.sqrt)),
    "exp": _numeric(partial(_safe, math.exp)),
    "exp10": _numeric(partial(_power, 10.0)),
    "log": _numeric(partial(_logarithm, math.log)),
    "log10": _numeric(partial(_logarithm, math.log10)),
    "sin": _numeric(partial(_safe, math.sin)),
    "cos": _numeric(partial(_safe, math.cos)),
    "tan": _numeric(partial(_safe, math.tan)),
    "asin": _numeric(partial(_safe, math.asin)),
    "acos": _numeric(partial(_safe, math.acos)),
    "atan": _numeric(math.atan),
    "atan2": _numeric(math.atan2, 2),
    "pi": Function(lambda: math.pi, ("any",), "number", 0, 0),
    "random": Function(_random, ("any",), "number", 0, 0, runs=True),
    "sum": Function(_sum, ("nodes",), "number", 1, 1),
    "max": Function(_largest, ("nodes",), "number", 1, 99),
    "min": Function(_smallest, ("nodes",), "number", 1, 99),
    "string": _texts(lambda said: said, 1),
    "concat": Function(_concat, ("nodes",), "string", 0, 99),
    "join": Function(_join, ("string", "nodes"), "string", 1, 99),
    "string-length": _texts(lambda said: float(len(said)), 1, "number"),
    "substr": Function(_substr, ("string", "number"), "string", 2, 3),
    "substring-before": _texts(_before, 2),
    "substring-after": _texts(_after, 2),
    "contains": _texts(lambda said, part: part in said, 2, "boolean"),
    "starts-with": _texts(str.startswith, 2, "boolean"),
    "ends-with": _texts(str.endswith, 2, "boolean"),
    "translate": _texts(_translate, 3),
    "normalize-space": _texts(lambda said: " ".join(said.split()), 1),
    "digest": _texts(_digest, 2, most=3),
    "base64-decode": _texts(_decoded, 1),
    "uuid": Function(_uuid, ("number",), "string", 0, 1, runs=True),
    "boolean": Function(lambda value: value, ("boolean",), "boolean", 1, 1),
    "boolean-from-string": _texts(lambda said: said.casefold() in ("1", "true"), 1, "boolean"),
    "true": Function(lambda: True, ("any",), "boolean", 0, 0),
    "false": Function(lambda: False, ("any",), "boolean", 0, 0),
    "not": Function(lambda value: not value, ("boolean",), "boolean", 1, 1),
    "checklist": Function(_checklist, ("number", "number", "nodes"), "boolean", 2, 99),
    "weighted-checklist": Function(_weighted, ("number", "number", "any"), "boolean", 2, 99),
    "selected": _texts(_selected, 2, "boolean"),
    "selected-at": Function(_selected_at, ("string", "number"), "string", 2, 2),
    "count-selected": _texts(lambda said: float(len(said.split())), 1, "number"),
    "date": Function(calendar.a_date, ("any",), "any", 1, 1),
    "date-time": Function(calendar.a_moment, ("any",), "any", 1, 1),
    "decimal-date-time": Function(calendar.decimal_day, ("any",), "number", 1, 1),
    "decimal-time": _texts(calendar.decimal_time, 1, "number"),
    "format-date": Function(calendar.formatted, ("any", "string"), "string", 2, 2),
    "format-date-time": Function(calendar.formatted, ("any", "string"), "string", 2, 2),
    "today": Function(calendar.today, ("any",), "date", 0, 0, runs=True),
    "now": Function(calendar.now, ("any",), "date", 0, 0, runs=True),
    "area": _texts(area, 1, "number"),
    "distance": Function(distance, ("nodes",), "number", 1, 99),
}
