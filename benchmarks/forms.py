"""The form logic of one answer, beside an XForm engine of the usual make: lxml, rebuilt and asked what is relevant.

python -m benchmarks.forms [--json] [--quick]

A form of 50 questions, 49 of them with a relevant, is answered from its first to its last question. For each answer
the peer rebuilds the instance with lxml and evaluates the 49 compiled XPath relevants; ours is the whole `step`:
reading the typed answer, constraint, relevance, what is set aside, and the next question.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from benchmarks import measuring
from benchmarks.measuring import Row, medians, row, timed
from bot.forms.engine import begin, step
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.state import Said, State
from bot.forms.xlsform import compile_form
from bot.languages import SHANGHAI

QUESTIONS = 50
FACTS = Facts(datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))
GIVEN = Said("5")


def relevant(number: int) -> str:
    """Two conditions, on the first question and on the one before."""
    return f"/data/q1 > 3 and /data/q{number - 1} != 7"


def workbook() -> str:
    """The form as Markdown."""
    lines = [
        "| survey |",
        "| | type | name | label | relevant | constraint |",
        "| | integer | q1 | 第1题 | | . < 1000 |",
    ]
    lines += [
        f"| | integer | q{number} | 第{number}题 | {relevant(number)} | . < 1000 |"
        for number in range(2, QUESTIONS + 1)
    ]
    return "\n".join(lines)


def talked_through(form: Form) -> State:
    """Every question answered, a step each."""
    state, _ = begin(form, FACTS)
    for _ in range(QUESTIONS):
        state, _ = step(form, state, GIVEN, FACTS)
    return state


def rebuilt(answers: dict[str, str]) -> Any:
    """The instance as XML, with an element for each question."""
    root = etree.Element("data")
    for number in range(1, QUESTIONS + 1):
        etree.SubElement(root, f"q{number}").text = answers.get(f"q{number}", "")
    return root


def peer() -> Callable[[], str]:
    """The same talk, relevance by lxml; gives the question that comes last."""
    tests = [(f"q{number}", etree.XPath(relevant(number))) for number in range(2, QUESTIONS + 1)]

    def talk() -> str:
        answers: dict[str, str] = {}
        asked = "q1"
        for _ in range(QUESTIONS):
            answers[asked] = GIVEN.text
            tree = rebuilt(answers).getroottree()
            open_ = [name for name, test in tests if test(tree) and name not in answers]
            asked = open_[0] if open_ else ""
        return asked

    return talk


def measured(quick: bool) -> list[Row]:
    """Microseconds for one answer."""
    form, other = compile_form(workbook(), "fifty.md"), peer()
    assert len(talked_through(form).answers) == QUESTIONS
    assert other() == ""
    rounds, times = (3, 3) if quick else (9, 20)
    sides = {
        "ours": lambda: timed(lambda: [talked_through(form) for _ in range(times)]) / times / QUESTIONS * 1e6,
        "peer": lambda: timed(lambda: [other() for _ in range(times)]) / times / QUESTIONS * 1e6,
    }
    found = medians(rounds, sides)
    name = f"form logic for one answer, {QUESTIONS} questions"
    return [row(name, found["ours"], found["peer"], "us", 0.1, "lower")]


if __name__ == "__main__":
    measuring.run(__doc__, measured)
