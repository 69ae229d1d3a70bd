"""Expressions mean what JavaRosa, ODK's reference engine, says that they mean; where they do not, it is said why."""

import math
from datetime import date, datetime

import pytest

from bot.forms.expressions import Run, Value
from bot.forms.trial import evaluated
from bot.forms.xlsform import compile_form
from bot.languages import SHANGHAI
from bot.messages import Labels
from tests.forms import oracle
from tests.forms.talk import NOW

FORM = compile_form(oracle.WORKBOOK.read_bytes(), "oracle.md")

UNKNOWN = "a name that is no question is refused at upload, not taken as empty"
BRACKETS = "[2] is the second one, as in XPath; JavaRosa finds nothing"
MORE = "known to Enketo and KoboToolbox too"
PLAIN = "numbers are written out, without an exponent"
NO_DATE = "a text that is no date is empty, where JavaRosa stops with an exception"
REFUSED = "meaningless here, so refused at upload"

# Where we differ on purpose, and why.
DIFFERENT: dict[str, str] = {
    "/data/member/nothing": UNKNOWN,
    "/data/nothing": UNKNOWN,
    "count(/data/nothing)": UNKNOWN,
    "nothing": UNKNOWN,
    "div": UNKNOWN,
    "mod + 1": UNKNOWN,
    "@x": UNKNOWN,
    "/data/member[1]/name": BRACKETS,
    "/data/member[2]/age": BRACKETS,
    "count(/data/member[1]/ill)": BRACKETS,
    "count(/data/member[2]/ill)": BRACKETS,
    "instance('l')/root/item[2]/name": BRACKETS,
    "ceiling(-1.5)": MORE,
    "floor(-1.5)": MORE,
    "coalesce('a', 'b', 'c')": MORE,
    "area('35.7 107.6 0 0; 35.7 107.7 0 0; 35.8 107.7 0 0; 35.7 107.6 0 0')": "a text of points is taken too",
    "decimal-time('12:00:00.000Z')": "a text of a time is taken too",
    "string(12345678901234)": PLAIN,
    "string(0.00001)": PLAIN,
    "date('2026-02-30')": NO_DATE,
    "date('x')": NO_DATE,
    "/data/n[. > 3]": REFUSED,
    "max()": REFUSED,
    "position(/data/member[2])": REFUSED,
    "position(/data/n)": REFUSED,
    "version()": REFUSED,
    "string-length('🏠')": "one sign is one character, also beyond the first 65,536",
}


def shown(kind: str, value: Value) -> str:
    """A value as the oracle prints it."""
    if kind in ("error", "nodes"):
        return "ERR"
    if isinstance(value, bool):
        return f"Boolean:{str(value).lower()}"
    if isinstance(value, float):
        return f"Double:{value}"
    if isinstance(value, datetime | date):
        at = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=SHANGHAI)
        return f"Date:{at:%a %b %d %H:%M:%S} CST {at:%Y}"
    return f"String:{value.words['zh'] if isinstance(value, Labels) else value}"


def same(ours: str, theirs: str) -> bool:
    if ours.startswith("Double:") and theirs.startswith("Double:"):
        one, other = float(ours[7:].replace("Infinity", "inf")), float(theirs[7:].replace("Infinity", "inf"))
        return math.isclose(one, other, rel_tol=1e-9) or (math.isnan(one) and math.isnan(other))
    return ours == theirs


def test_an_expression_means_what_the_reference_engine_recorded() -> None:
    wrong = []
    for expression, theirs in oracle.recorded():
        ours = shown(*evaluated(FORM, expression, Run(oracle.ANSWERS, NOW)))
        if same(ours, theirs) is (expression in DIFFERENT):
            wrong.append(f"{expression}: ours {ours}, JavaRosa {theirs}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.skipif(not oracle.available(), reason="no JDK here: JavaRosa itself cannot be asked")
def test_what_is_recorded_is_what_the_reference_engine_says() -> None:
    expressions, recorded = zip(*oracle.recorded(), strict=True)
    assert oracle.asked(list(expressions)) == list(recorded)
