"""`cunqing route`: who is responsible for one case, and why; by a starter pack it needs no database."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, fail, in_words, said
from bot.forms.model import Form
from bot.languages import listed
from bot.messages import Lines, Said, say, say_n
from bot.packs import PackErrors, read_pack
from bot.routing import given
from bot.routing.directory import Directory, Unresolved
from bot.routing.explanation import explain
from bot.routing.model import Case, Unit
from bot.routing.rules import Route, RuleSet
from bot.routing.rules import route as routed
from bot.routing.sheet import suggested, told
from bot.routing.words import URGENCY_WORDS
from bot.settings import read

Forms = Callable[[str], Form | None]  # the form that is called so


def route(
    form: Annotated[str, typer.Option(help="The form's name or code: issue_report")],
    area: Annotated[str, typer.Option(help="A code or a path: 环县/曲子镇/西沟村")],
    topic: Annotated[str, typer.Option(help="A topic's code or name")] = "",
    urgency: Annotated[str, typer.Option(help="How urgent: urgent, ordinary or works")] = "",
    pack: Annotated[Path | None, typer.Option(help="Route by this starter pack, without a database")] = None,
    answers: Annotated[list[str] | None, typer.Option("--set", help="An answer: name=value")] = None,
    json: Json = False,
) -> None:
    """Says who is responsible for one case, and why."""
    try:
        rules, forms = _of_pack(pack) if pack else _of_live()
        case = read_case(rules.directory, forms, form, topic, area, urgency, answers or [])
        found = routed(rules, case)
    except Unresolved as error:
        fail(error.message)
    except PackErrors as error:
        fail(Lines(tuple(told(problem) for problem in error.problems if not problem.warning)))
    if json:
        as_json(_plain(found))
    else:
        said(sentences(found, explain(rules, case).others))


def _of_pack(folder: Path) -> tuple[RuleSet, Forms]:
    pack = read_pack(folder)
    return pack.rule_set(), pack.form


def _of_live() -> tuple[RuleSet, Forms]:
    with reading(read()) as connection:
        view = live(connection)
    if view.rules is None:
        raise Unresolved(say("There are no rules yet; load a pack first."))
    return view.rules, lambda code: view.form(code) if code in view.current else None


def read_case(
    directory: Directory, forms: Forms, form: str, topic: str, area: str, urgency: str, typed: list[str]
) -> Case:
    """The case that was typed; raises Unresolved with a sentence that names what is unknown."""
    called = directory.forms_called
    if called and form not in called:
        raise Unresolved(suggested(say("There is no form “{typed}”.", typed=form), form, called))
    code = called.get(form, form)
    answers = given.read(typed, directory.forms.get(code, form), forms(code))
    said = urgency or answers.get("urgency", "")
    if said and said not in URGENCY_WORDS:
        raise Unresolved(say("“{typed}” is no urgency: write urgent, ordinary or works.", typed=said))
    about = topic or answers.get("topic", "")
    return Case(
        code,
        directory.area(area).code,
        directory.topic(about).code if about else "",
        URGENCY_WORDS.get(said, ""),
        answers,
        clock.now(),
    )


def _plain(found: Route) -> dict[str, Any]:
    return {
        "lead": _named(found.lead),
        "assist": [_named(unit) for unit in found.assist],
        "accept_days": found.accept_days,
        "check_days": found.check_days,
        "resolve_days": found.resolve_days,
        "notify": found.notify,
        "rule": found.rule,
        "reason": in_words(found.reason),
    }


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
