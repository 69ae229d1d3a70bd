"""`cunqing route` explains one case, `cunqing pack check` a starter pack; neither needs a database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import clock
from bot.languages import DEFAULT, Languages, listed
from bot.messages import Lines, Said, say, say_n
from bot.packs import Pack, PackErrors, read_pack
from bot.routing.directory import Directory, Unresolved
from bot.routing.explanation import explain
from bot.routing.model import Case, Unit
from bot.routing.rules import Route, RuleSet
from bot.routing.rules import route as routed
from bot.routing.sheet import Problem, suggested, told
from bot.routing.words import URGENCY_WORDS

Live = Callable[[], RuleSet]  # the live rules of the database


def route_command(live: Live, languages: Callable[[], Languages]) -> Callable[..., None]:
    """The command `route`; `live` is asked only where no pack is named. It may raise Unresolved or PackErrors."""

    def route(
        form: Annotated[str, typer.Option(help="The form's code: issue_report")],
        area: Annotated[str, typer.Option(help="A code or a path: 环县/曲子镇/西沟村")],
        topic: Annotated[str, typer.Option(help="A topic's code or name")] = "",
        urgency: Annotated[str, typer.Option(help="urgent, ordinary or works")] = "",
        pack: Annotated[Path | None, typer.Option(help="Route by this starter pack, without a database")] = None,
        given: Annotated[list[str] | None, typer.Option("--set", help="An answer: name=value")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
    ) -> None:
        """Says who is responsible for one case, and why."""
        words = languages()
        try:
            rules = read_pack(pack).rule_set() if pack else live()
            case = read_case(rules.directory, form, topic, area, urgency, given or [])
            found = routed(rules, case)
            others = explain(rules, case).others
        except Unresolved as error:
            _refuse(words, error.message)
        except PackErrors as error:
            _refuse(words, Lines(tuple(told(problem) for problem in error.problems if not problem.warning)))
        typer.echo(_json(found, words) if as_json else words.said(sentences(found, others), DEFAULT))

    return route


def check_command(languages: Callable[[], Languages]) -> Callable[..., None]:
    """The command `pack check`."""

    def check(
        folder: Annotated[Path, typer.Argument(help="The pack's folder: deploy/qingyang")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
    ) -> None:
        """Says what is wrong in a starter pack; ends with 1 where something has to be put right."""
        words = languages()
        pack: Pack | None = None
        try:
            pack = read_pack(folder)
            problems = list(pack.problems)
        except PackErrors as error:
            problems = error.problems
        if as_json:
            typer.echo(json.dumps([_plain(problem, words) for problem in problems], ensure_ascii=False, indent=1))
        else:
            typer.echo(words.said(Lines((*map(told, problems), _summary(pack, problems))), DEFAULT))
        if pack is None:
            raise typer.Exit(1)

    return check


def read_case(directory: Directory, form: str, topic: str, area: str, urgency: str, given: list[str]) -> Case:
    """The case that was typed; raises Unresolved with a sentence that names what is unknown."""
    if directory.forms and form not in directory.forms:
        raise Unresolved(suggested(say("There is no form “{typed}”.", typed=form), form, directory.forms))
    answers = dict(_answer(each) for each in given)
    said = urgency or answers.get("urgency", "")
    if said and said not in URGENCY_WORDS:
        raise Unresolved(say("“{typed}” is no urgency: write urgent, ordinary or works.", typed=said))
    about = topic or answers.get("topic", "")
    return Case(
        form,
        directory.area(area).code,
        directory.topic(about).code if about else "",
        URGENCY_WORDS.get(said, ""),
        answers,
        clock.now(),
    )


def _answer(typed: str) -> tuple[str, str]:
    name, equals, value = typed.partition("=")
    if not equals or not name.strip():
        raise Unresolved(say("“{typed}” is no answer: write name=value.", typed=typed))
    return name.strip(), value.strip()


def _refuse(words: Languages, message: Said) -> NoReturn:
    typer.echo(words.said(message, DEFAULT), err=True)
    raise typer.Exit(1)


def _json(found: Route, words: Languages) -> str:
    return json.dumps(
        {
            "lead": _named(found.lead),
            "assist": [_named(unit) for unit in found.assist],
            "accept_days": found.accept_days,
            "check_days": found.check_days,
            "resolve_days": found.resolve_days,
            "notify": found.notify,
            "rule": found.rule,
            "reason": words.said(found.reason, DEFAULT),
        },
        ensure_ascii=False,
    )


def _named(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def sentences(found: Route, others: Said | None) -> Lines:
    """What the command says of a route."""
    lines: list[Said] = [say("Lead: {unit} ({code})", unit=found.lead.name, code=found.lead.code)]
    if found.assist:
        lines.append(say("Assisting: {units}", units=listed([unit.name for unit in found.assist])))
    lines += [_days(found), found.reason, *([others] if others else [])]
    return Lines((*lines, say("Rule: {rule}", rule=found.rule)))


def _days(found: Route) -> Said:
    match found.accept_days, found.resolve_days:
        case None, None:
            return say("For the record: nobody has to act.")
        case int(accept), int(resolve):
            return say("Accept within {accept}, resolve within {resolve} working days.", accept=accept, resolve=resolve)
        case int(accept), None:
            return say_n("Accept within {count} working day.", "Accept within {count} working days.", accept)
        case _, resolve:
            return say_n("Resolve within {count} working day.", "Resolve within {count} working days.", resolve or 0)


# --- problems -------------------------------------------------------------------------------------------------


def _plain(problem: Problem, words: Languages) -> dict[str, str | int | bool]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": words.said(problem.message, DEFAULT),
        "warning": problem.warning,
    }


def _summary(pack: Pack | None, problems: list[Problem]) -> Said:
    if pack is None:
        wrong = sum(not problem.warning for problem in problems)
        return say_n("{count} thing has to be put right.", "{count} things have to be put right.", wrong)
    return say(
        "{name}: {areas} places, {units} units, {topics} topics, {rules} rules and {forms} forms; it can be loaded.",
        name=pack.name,
        areas=len(pack.areas),
        units=len(pack.units),
        topics=len(pack.topics),
        rules=len(pack.rules),
        forms=len(pack.forms),
    )
