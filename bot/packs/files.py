"""Starter packs: a folder of tables and forms that makes an empty deployment a place. Files only, no database.

A table is NAME.csv (UTF-8, as Excel saves "CSV UTF-8") or NAME.xlsx, whose first sheet counts; pack.toml says the
pack's name and place.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bot.forms.compiled import compiled_form
from bot.forms.model import Form, FormErrors
from bot.forms.model import Problem as FormProblem
from bot.messages import Said, say
from bot.routing import lists, rhythms, stages, table
from bot.routing.checks import warnings
from bot.routing.directory import Directory
from bot.routing.model import Area, Function, Rule, Topic, Unit
from bot.routing.rhythms import Rhythm
from bot.routing.rules import RuleErrors, RuleSet
from bot.routing.sheet import Lines, Problem
from bot.routing.stages import StageKind
from bot.tables.sheets import Unreadable, content_of, left_aside, table_in

TABLES = ("areas", "functions", "units", "topics", "rules")
OPTIONAL = ("rhythms", "stages")
ENDINGS = (".csv", ".xlsx")
FORM_ENDINGS = (".md", ".xlsx", ".xls", ".csv")
Value = TypeVar("Value")


class FormSource(msgspec.Struct, frozen=True):
    """A form as its author wrote it; the code is its form_id, else the file's name without its ending."""

    code: str
    file: str
    content: bytes


class Pack(msgspec.Struct, frozen=True):
    """What a pack holds, checked: everything that can be loaded."""

    name: str
    area: str  # the code of the place that the pack is for
    description: str
    areas: tuple[Area, ...]
    functions: tuple[Function, ...]
    units: tuple[Unit, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    forms: tuple[FormSource, ...]
    titles: dict[str, Said]  # of the forms, by their codes
    problems: tuple[Problem, ...] = ()  # warnings
    rhythms: tuple[Rhythm, ...] = ()  # how often households are visited; empty: as usual
    stages: tuple[StageKind, ...] = ()  # of a household's application after its check

    def directory(self) -> Directory:
        """The pack's places, functions, units and topics, ready for look-ups."""
        return Directory(self.areas, self.functions, self.units, self.topics, self.titles)

    def form(self, code: str) -> Form | None:
        """The form that is called so."""
        return next((compiled_form(each.file, each.content) for each in self.forms if each.code == code), None)

    def rule_set(self) -> RuleSet:
        """The pack's rules, ready for routing."""
        return RuleSet(self.rules, self.directory())


class PackErrors(Exception):
    """A pack that cannot be loaded: all its problems at once, warnings among them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the pack")
        self.problems = list(problems)


def read_pack(folder: Path) -> Pack:
    """Reads and checks a pack. Raises PackErrors with every error and warning."""
    if not folder.is_dir():
        raise PackErrors([Problem("", 0, "", say("There is no folder {folder}.", folder=str(folder)))])
    problems: list[Problem] = []
    about = _about(folder, problems)
    lines = {name: _lines(folder, name, problems) for name in (*TABLES, *OPTIONAL)}
    forms, compiled = _compiled(list(_forms(folder / "forms")), problems)
    titles: dict[str, Said] = {form.code: compiled[form.code].title if form.code in compiled else "" for form in forms}
    questions = {code: [question.name for question in form.questions] for code, form in compiled.items()}
    areas = _read(lines["areas"], lists.areas, problems)
    functions = _read(lines["functions"], lists.functions, problems)
    topics = _read(lines["topics"], lists.topics, problems)
    units = _read(lines["units"], partial(lists.units, places=areas, known=functions), problems)
    seen = _read(lines["rhythms"], rhythms.read, problems)
    staged = _read(lines["stages"], stages.read, problems)
    directory = Directory(areas, functions, units, topics, titles)
    rules = _read(lines["rules"], partial(table.read, directory=directory, questions=questions), problems)
    problems += together(rules, directory, whole=not any(_is_error(problem, "rules") for problem in problems))
    if about.get("area") and about["area"] not in directory.areas:
        message = say("There is no place with the code {typed}.", typed=str(about["area"]))
        problems.append(Problem("pack.toml", 0, "area", message))
    if any(not problem.warning for problem in problems):
        raise PackErrors(problems)
    words = {name: str(about.get(name, "")) for name in ("name", "area", "description")}
    return Pack(
        **words,
        areas=tuple(areas),
        functions=tuple(functions),
        units=tuple(units),
        topics=tuple(topics),
        rules=tuple(rules),
        forms=forms,
        titles=titles,
        problems=tuple(problems),
        rhythms=tuple(seen),
        stages=tuple(staged),
    )


def _read(
    lines: Lines | None, read: Callable[[Lines], tuple[list[Value], list[Problem]]], problems: list[Problem]
) -> list[Value]:
    """A table's values; nothing, and nothing more to say, where its file could not be read."""
    if lines is None:
        return []
    values, found = read(lines)
    problems += found
    return values


def _compiled(sources: Sequence[FormSource], problems: list[Problem]) -> tuple[tuple[FormSource, ...], dict[str, Form]]:
    """The sources by the codes that their forms give them, and the forms that can be used by these."""
    named: list[FormSource] = []
    found: dict[str, Form] = {}
    for source in sources:
        try:
            form = compiled_form(source.file, source.content)
        except FormErrors as error:
            named.append(source)
            problems += [_of_form(source, wrong) for wrong in error.problems]
            continue
        named.append(msgspec.structs.replace(source, code=form.code))
        if form.code in found:
            twice = say("Another file has the form_id {code} too: give each form its own.", code=form.code)
            problems.append(Problem(f"forms/{source.file}", 0, "form_id", twice))
        found[form.code] = form
    return tuple(named), found


def _of_form(source: FormSource, wrong: FormProblem) -> Problem:
    sheet = f"forms/{source.file} {wrong.sheet}".strip()
    return Problem(sheet, wrong.row, wrong.column, wrong.message, wrong.level == "warning")


def _is_error(problem: Problem, sheet: str) -> bool:
    return problem.sheet.startswith(sheet) and not problem.warning


def together(rules: Sequence[Rule], directory: Directory, *, whole: bool = True) -> list[Problem]:
    """What is wrong, or worth a look, with these rules as a set; `whole` is false where rows are left out as broken,
    so that the fallback, or a topic's rule, may be among them and is not missed."""
    try:
        RuleSet(rules, directory)
    except RuleErrors as error:
        found = error.problems
    else:
        found = warnings(rules, directory)
    return [problem for problem in found if whole or problem.row]


def _about(folder: Path, problems: list[Problem]) -> dict[str, Any]:
    path = folder / "pack.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(
            Problem(
                "pack.toml", 0, "", say("The file {file} is missing in {folder}.", file="pack.toml", folder=str(folder))
            )
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem("pack.toml", 0, "", say("pack.toml cannot be read: {why}", why=str(error))))
    return {}


def _lines(folder: Path, name: str, problems: list[Problem]) -> Lines | None:
    """The numbered rows of a table, from the file that there is; None where there is nothing to read."""
    there = [folder / (name + ending) for ending in ENDINGS if (folder / (name + ending)).is_file()]
    if len(there) > 1:
        both = say("{one} and {other} are both there: keep the one that counts.", one=there[0].name,
                   other=there[1].name)  # fmt: skip
        problems.append(Problem(name, 0, "", both))
        return None
    for path in there:
        try:
            found = table_in(path.name, content_of(path))
        except Unreadable as error:
            problems.append(Problem(path.name, 0, "", error.message))
            return None
        problems += [msgspec.structs.replace(each, sheet=f"{path.name} {each.sheet}") for each in left_aside(found)]
        return found.lines
    if name in OPTIONAL:
        return None
    problems.append(
        Problem(name, 0, "", say("The file {file} is missing in {folder}.", file=f"{name}.csv", folder=str(folder)))
    )
    return None


def _forms(folder: Path) -> Iterator[FormSource]:
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in FORM_ENDINGS and not path.name.startswith(("~", ".")):
            yield FormSource(path.stem, path.name, path.read_bytes())
