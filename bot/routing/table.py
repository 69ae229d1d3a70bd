"""Rules as rows of a table: read with every problem at once, and written back as they were.

A cell names a topic, place, unit or function by its code or by its name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from bot.messages import Said, say
from bot.routing.condition import fault
from bot.routing.directory import Directory, Unresolved
from bot.routing.model import Rule, Target
from bot.routing.sheet import Column, Lines, Problem, Row, records, suggested
from bot.routing.words import (
    LEVEL_WORDS,
    MOST_DAYS,
    NOTIFY_NAMES,
    URGENCY_WORDS,
    by_urgency,
    cell,
    days,
    notification,
)

COLUMNS = (
    Column("form", "表单"),
    Column("topic", "事项"),
    Column("area", "地点"),
    Column("urgency", "紧急程度"),
    Column("condition", "条件"),
    Column("lead", "牵头职能"),
    Column("level", "层级"),
    Column("unit", "指定单位"),
    Column("assist", "配合"),
    Column("accept_days", "受理天数"),
    Column("check_days", "核实天数"),
    Column("resolve_days", "办结天数"),
    Column("notify", "通知方式"),
    Column("note", "说明"),
)
SHOWN = Column("means", "含义（只看不改）")  # what a row says, in words: written for people, never read
Questions = Mapping[str, Iterable[str]]  # the names of each form's questions, where they are known
Found = TypeVar("Found")
Cell = TypeVar("Cell", int, str)


def read(
    lines: Lines, directory: Directory, sheet: str = "rules", questions: Questions | None = None
) -> tuple[list[Rule], list[Problem]]:
    """The rules of a table and what is wrong with its cells; a row with an error gives no rule.

    Whether the rules can stand together is asked by `RuleSet` and `bot.routing.checks`.
    """
    rows, problems = records(sheet, (*COLUMNS, SHOWN), lines)
    readers = [_Reader(row, directory, questions) for row in rows]
    rules = [rule for reader in readers if (rule := reader.rule())]
    return rules, problems + [problem for reader in readers for problem in reader.problems]


class _Reader:
    """One row on its way to a rule: every cell is tried, so that all its problems are told at once."""

    def __init__(self, row: Row, directory: Directory, questions: Questions | None) -> None:
        self.row = row
        self.directory = directory
        self.questions = questions
        self.problems: list[Problem] = []

    def rule(self) -> Rule | None:
        form, topic, area = self.form(), self.code("topic", self.directory.topic), self.area()
        urgency, condition = self.urgency(), self.condition(form)
        rule = Rule(
            id=name(form, topic, area, urgency, condition),
            form=form,
            topic=topic,
            area=area,
            urgency=urgency,
            condition=condition,
            lead=self.lead(),
            assist=tuple(self.assist()),
            accept_days=self.by_urgency("accept_days", days),
            resolve_days=self.by_urgency("resolve_days", days),
            check_days=self.by_urgency("check_days", days),
            notify=self.by_urgency("notify", notification),
            note=self.row["note"],
            sheet=self.row.sheet,
            row=self.row.number,
        )
        return None if self.problems else rule

    def wrong(self, column: str, message: Said) -> None:
        self.problems.append(self.row.problem(column, message))

    def found(self, column: str, typed: str, find: Callable[[str], Found]) -> Found | None:
        """What a word of this cell names, or a problem."""
        try:
            return find(typed)
        except Unresolved as error:
            self.wrong(column, error.message)
            return None

    def code(self, column: str, find: Callable[[str], Found]) -> str:
        typed = self.row[column]
        found = self.found(column, typed, find) if typed else None
        return str(getattr(found, "code", ""))

    def area(self) -> str:
        return self.code("area", self.directory.area)

    def form(self) -> str:
        typed, called = self.row["form"], self.directory.forms_called
        if typed and typed not in called:
            self.wrong("form", suggested(say("There is no form “{typed}”.", typed=typed), typed, called))
        return called.get(typed, typed)

    def urgency(self) -> str:
        typed = self.row["urgency"]
        if typed and typed not in URGENCY_WORDS:
            self.wrong("urgency", say("“{typed}” is no urgency: write urgent, ordinary or works.", typed=typed))
        return URGENCY_WORDS.get(typed, "")

    def condition(self, form: str) -> str:
        text = self.row["condition"]
        why = fault(text, self.names(form)) if text else None
        if why:
            self.wrong("condition", why)
        return text

    def names(self, form: str) -> Iterable[str] | None:
        """The questions that a condition may ask about: the form's, or those of any form where the rule names none."""
        if not self.questions:
            return None
        return self.questions.get(form) if form else chain.from_iterable(self.questions.values())

    def level(self) -> str:
        typed = self.row["level"]
        if typed and typed not in LEVEL_WORDS:
            self.wrong("level", say("“{typed}” is no level: write city, county or township.", typed=typed))
        return LEVEL_WORDS.get(typed, "")

    def lead(self) -> Target:
        """A function at a level or a named unit, one of the two."""
        unit, function, level = self.row["unit"], self.row["lead"], self.level()
        if unit and function:
            self.wrong("unit", say("Name either a function with its level, or a unit: one of the two."))
        if not unit and not function:
            self.wrong("lead", say("Say who leads: a function with its level, or a unit."))
        if function and not self.row["level"]:
            self.wrong("level", say("A function needs a level: write city, county or township."))
        if unit:
            return Target(unit=self.code("unit", self.directory.unit))
        return Target(function=self.code("lead", self.directory.function), level=level)

    def assist(self) -> Iterable[Target]:
        """Functions at the row's level, or at their own behind an @ (water@city), and units."""
        for word in self.row.phrases("assist"):
            function, _, level = word.partition("@")
            if function in self.directory.functions:
                yield self.assisting(function, level)
                continue
            for part in (word,) if word in self.directory.units else _parts(word, self.directory):
                unit = self.found("assist", part, self._target)
                if unit:
                    yield unit

    def assisting(self, function: str, level: str) -> Target:
        if level and level not in LEVEL_WORDS:
            self.wrong("assist", say("“{typed}” is no level: write city, county or township.", typed=level))
        fallback = LEVEL_WORDS.get(self.row["level"], "county")
        return Target(function=function, level=LEVEL_WORDS.get(level, fallback))

    def _target(self, typed: str) -> Target:
        """A function by its name, or a unit by code, name or alias; raises Unresolved."""
        name, _, level = typed.partition("@")
        for function in self.directory.functions.values():
            if function.name == name:
                return self.assisting(function.code, level)
        try:
            return Target(unit=self.directory.unit(typed).code)
        except Unresolved as error:
            names = [*self.directory.functions, *(each.name for each in self.directory.functions.values())]
            raise Unresolved(suggested(error.message, typed, names)) from error

    def by_urgency(self, column: str, parse: Callable[[str], Cell | None]) -> dict[str, Cell]:
        try:
            return by_urgency(self.row[column], parse)
        except ValueError as error:
            self.wrong(column, _example(column, str(error)))
            return {}


def _parts(word: str, directory: Directory) -> Sequence[str]:
    """A word of the assist cell that may hold several behind 、, which some units have in their name."""
    try:
        directory.unit(word)
    except Unresolved:
        return [part for part in word.split("、") if part]
    return [word]


def _example(column: str, typed: str) -> Said:
    if column == "notify":
        return say(
            "“{typed}” is no way to be told: write at_once, daily or weekly, or urgent:at_once daily.", typed=typed
        )
    return say("“{typed}” is no number of working days from 0 to {most}: write 15, or urgent:5 ordinary:15 works:30.",
               typed=typed, most=str(MOST_DAYS))  # fmt: skip


def name(form: str, topic: str, area: str, urgency: str, condition: str) -> str:
    """A rule's id: what it matches, the same in every version of the set; "fallback" for the one that matches all."""
    said = "/".join(part for part in (area, form, topic, urgency) if part)
    if condition:
        said += f"[{condition}]"
    return said or "fallback"


def written(rule: Rule) -> dict[str, str]:
    """A rule's cells by column, as `read` reads them back."""
    return {
        "form": rule.form,
        "topic": rule.topic,
        "area": rule.area,
        "urgency": rule.urgency,
        "condition": rule.condition,
        "lead": rule.lead.function,
        "level": rule.lead.level,
        "unit": rule.lead.unit,
        "assist": " ".join(_assist(target, rule.lead.level or "county") for target in rule.assist),
        "accept_days": cell(rule.accept_days),
        "check_days": cell(rule.check_days),
        "resolve_days": cell(rule.resolve_days),
        "notify": cell(rule.notify, NOTIFY_NAMES),
        "note": rule.note,
    }


def _assist(target: Target, level: str) -> str:
    if target.unit:
        return target.unit
    return target.function if target.level == level else f"{target.function}@{target.level}"
