"""A table of rules, read and checked; and stored rules, checked again."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from bot.live import Live
from bot.messages import say
from bot.packs import together
from bot.routing import table
from bot.routing.directory import Directory
from bot.routing.model import Rule
from bot.routing.sheet import Problem
from bot.tables.rules import README, SHEET, base_of
from bot.tables.sheets import Table, Unreadable, csv_lines, is_separated, left_aside, sheets
from bot.tables.writing import LISTS

HEADINGS = 2  # rows of them
STEPS = 3  # of a check: read, row by row, all of it together

Progress = Callable[[int], None]


class Checked(msgspec.Struct, frozen=True):
    """A table of rules, read: the rules of its sound rows, all that is wrong or worth a look, and its base version."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]
    base: int | None

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being made live."""
        return [problem for problem in self.problems if not problem.warning]


def check(content: bytes, name: str, live: Live, progress: Progress = lambda _step: None) -> Checked:
    """Reads a workbook or a CSV file of rules, with every problem at once; `progress` is told of each of its STEPS.
    Raises Unreadable."""
    found, formulas, base = _table(content, name)
    progress(1)
    rules, problems = table.read(found.lines, live.directory, sheet=found.name, questions=questions(live))
    problems += formulas + left_aside(found)
    progress(2)
    problems += together(rules, live.directory, whole=all(problem.warning for problem in problems))
    # A heading that is not known comes first: it may be why the rows below are wrong.
    problems.sort(key=lambda problem: (problem.warning and problem.row > HEADINGS, problem.row))
    return Checked(tuple(rules), tuple(problems), base)


def _table(content: bytes, name: str) -> tuple[Table, list[Problem], int | None]:
    if is_separated(name, content):
        return Table(name, csv_lines(content)), [], None
    found = sheets(content)
    chosen = next((sheet for sheet in found if sheet.name == SHEET), found[0] if found else None)
    if chosen is None:
        raise Unreadable(say("The workbook has no sheet “{sheet}”.", sheet=SHEET))
    aside = [each.name for each in found if each.lines and each.name not in (chosen.name, LISTS, README)]
    formulas = [_formula(chosen.name, cell) for cell in chosen.formulas]
    return Table(chosen.name, chosen.lines, tuple(aside)), formulas, base_of(found)


def _formula(sheet: str, cell: str) -> Problem:
    row = int("".join(character for character in cell if character.isdigit()))
    message = say("A cell may hold no formula: write what it gives.")
    return Problem(sheet, row, cell.rstrip("0123456789"), message)


def questions(live: Live) -> Mapping[str, Iterable[str]]:
    """The names that conditions may use, by form."""
    return {code: [question.name for question in live.form(code).questions] for code in live.current}


def sound(rules: Sequence[Rule], directory: Directory) -> list[Problem]:
    """What keeps stored rules from being live now."""
    return [problem for problem in stored(rules, directory) if not problem.warning]


def stored(rules: Sequence[Rule], directory: Directory) -> list[Problem]:
    """What is wrong, or worth a look, with stored rules now: units may have been closed since they were drafted."""
    known = {"": True, **dict.fromkeys(directory.units, True)}
    gone = [rule for rule in rules if any(target.unit not in known for target in (rule.lead, *rule.assist))]
    problems = [
        Problem(rule.sheet, rule.row, "", say("The rule {rule} names a unit that is not there any more.", rule=rule.id))
        for rule in gone
    ]
    return problems + together(rules, directory)
