"""Expressions are bounded: whatever is written, it is read or refused, and evaluated without an exception, in time."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forms.expressions import ExpressionError, Run, condition
from bot.forms.expressions.functions import FUNCTIONS
from bot.forms.expressions.regex import compile_regex
from bot.forms.trial import evaluated
from tests.forms import oracle
from tests.forms.talk import NOW
from tests.forms.test_javarosa import FORM

RUN = Run(oracle.ANSWERS, NOW)
ATOMS = st.sampled_from(
    [
        "1",
        "0",
        "-1",
        "2.5",
        "''",
        "'a b'",
        "'2026-11-24'",
        "true()",
        "/data/n",
        "/data/empty",
        "/data/d",
        "/data/m",
        "/data/member/age",
        "/data/member[age > 8]/name",
        "${s}",
        "today()",
        "/data/g",
        "0 div 0",
        "1 div 0",
        "'9'",
        ".",
    ]
)
NAMES = st.sampled_from(
    [*FUNCTIONS, "if", "coalesce", "count", "position", "indexed-repeat", "pulldata", "regex", "nothing"]
)
OPERATORS = st.sampled_from([" + ", " - ", " * ", " div ", " mod ", " = ", " != ", " < ", " >= ", " and ", " or "])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    call = st.builds(lambda name, parts: f"{name}({', '.join(parts)})", NAMES, st.lists(inner, max_size=4))
    return st.one_of(
        st.builds("{}{}{}".format, inner, OPERATORS, inner), call, inner.map("({})".format), inner.map("-{}".format)
    )


@settings(max_examples=500, deadline=None)
@given(st.recursive(ATOMS, grown, max_leaves=12))
def test_every_expression_has_a_value_or_a_sentence(source: str) -> None:
    evaluated(FORM, source, RUN)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80) | st.text(alphabet="()[]/.,'\"+-*=<>!|$@{}: andorivm012ab", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    evaluated(FORM, source, RUN)


HEAVY = {
    "20,000 brackets": "(" * 20_000,
    "brackets below the length": "(" * 4_000 + "1" + ")" * 4_000,
    "20,000 terms": "1" + "+1" * 20_000,
    "terms below the length": "1" + "+1" * 4_000,
    "a tower of not": "not(" * 2_000 + "1" + ")" * 2_000,
    "minus upon minus": "-" * 9_000 + "1",
    "predicates": "/data/member" + "[1]" * 3_000,
    "powers": "pow(pow(pow(9, 999), 999), 999)",
    "a long text": "string-length('" + "x" * 9_900 + "')",
    "steps": "/data" + "/.." * 3_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_too_much_is_refused_at_once(name: str) -> None:
    began = time.perf_counter()
    evaluated(FORM, HEAVY[name], RUN)
    assert time.perf_counter() - began < 0.5


# --- patterns ------------------------------------------------------------------------------------------------

EVIL = ["(a+)+", "(a|a)*", "(a|aa)+", "(.*)(.*)(.*)(.*)(.*)", "([a-z]+)*x", "(a*)*b", "((a*)*)*c"]


@pytest.mark.parametrize("pattern", EVIL)
def test_no_pattern_takes_more_than_time_in_line_with_its_text(pattern: str) -> None:
    matches = compile_regex(pattern)
    began = time.perf_counter()
    matches("a" * 2_000 + "!")
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "pattern",
    [
        "(a",
        "a)",
        "[a",
        "a{2",
        "a{3,1}",
        "*a",
        "\\",
        "(?=a)b",
        "(?<n>a)",
        "\\1",
        "a{9999}",
        "[z-a]",
        "a^b",
        "(a{99}){99}",
    ],
)
def test_a_pattern_that_cannot_be_kept_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        compile_regex(pattern)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        ".",
        "[ab]",
        "[^a]",
        "\\d",
        "[0-9]",
        "(a|b)",
        "(?:ab)",
        "a*",
        "b+",
        "c?",
        "a{2}",
        "b{1,2}",
        "[a-c]{0,2}",
        "\\.",
        "x|",
        "(|a)",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join), st.text(alphabet="abcx.1", max_size=8))
def test_patterns_match_what_pythons_match(pattern: str, said: str) -> None:
    assert compile_regex(pattern)(said) is (re.fullmatch(pattern, said) is not None)


MATCHES = [
    ("[0-9]{3}", "138", True),
    ("[0-9]{3}", "1380", False),
    ("^1[3-9]\\d{9}$", "13800000000", True),
    ("\\p{IsHan}+", "村情", True),
    ("\\p{IsHan}+", "cun", False),
    ("[\\u4e00-\\u9fff]+", "村情", True),
    ("\\S+", "a b", False),
    ("[-a]+", "a-", True),
    ("[]a]", "]", True),
    ("", "", True),
    ("", "a", False),
    ("a.c", "a\nc", False),
    ("[^\\d]", "x", True),
    ("\\w+@\\w+\\.\\w+", "a@b.cn", True),
]


@pytest.mark.parametrize(("pattern", "said", "matches"), MATCHES)
def test_a_pattern_matches_the_whole_text(pattern: str, said: str, matches: bool) -> None:
    assert compile_regex(pattern)(said) is matches


# --- conditions over names, for rules ------------------------------------------------------------------------

VALUES = {
    "urgency": "urgent",
    "members": 4,
    "risk": ["illness", "water"],
    "since": date(2026, 11, 1),
    "none": None,
    "yes": True,
}
CONDITIONS = [
    ("${urgency} = 'urgent'", True),
    ("${members} > 3 and ${urgency} = 'ordinary'", False),
    ("selected(${risk}, 'water')", True),
    ("${since} > today() - 30", True),
    ("${none} = ''", True),
    ("${members}", True),
    ("${yes}", True),
    ("count-selected(${risk}) = 2", True),
    ("urgency = 'urgent'", True),
    ("${none}", False),
]


@pytest.mark.parametrize(("source", "holds"), CONDITIONS)
def test_a_condition_reads_values_by_name(source: str, holds: bool) -> None:
    assert condition(source, VALUES)(Run(VALUES, NOW)) is holds


@pytest.mark.parametrize("source", ["${nobody} = 1", "/data/a = 1", "${urgency} =", "position(..) = 1"])
def test_a_condition_over_what_does_not_exist_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        condition(source, VALUES)
