"""`cunqing forms`: check workbooks, load one, play one through with made-up answers, evaluate expressions in one."""

import json
import sys
from base64 import b64encode
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from bot import clock
from bot.commands.asking import asked
from bot.commands.saying import in_words
from bot.forms.engine import begin
from bot.forms.facts import Facts
from bot.forms.model import Form, FormErrors, Problem
from bot.forms.play import Played, Stuck, made_up, play
from bot.forms.records import jsonable
from bot.forms.state import AnyGiven, Photo, Place
from bot.forms.state import Said as Words
from bot.forms.trial import evaluated
from bot.forms.walk import run_of
from bot.forms.xlsform import compile_form, errors
from bot.messages import Action, Message, Said, say, say_n

app = typer.Typer(no_args_is_help=True, help="Check, try and load form workbooks.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Workbooks: .xlsx, .xls, .csv or .md")], as_json: AsJson = False
) -> None:
    """Says all that is wrong in workbooks; ends with 1 where a form cannot be used."""
    results = [_checked(file) for file in files]
    if as_json:
        _print(json.dumps([_as_json(file, form, found) for file, form, found in results], ensure_ascii=False, indent=1))
    else:
        for file, form, found in results:
            _print("\n".join(_told(file, form, found)))
    if any(errors(found) for _, _, found in results):
        raise typer.Exit(1)


Checked = tuple[Path, Form | None, list[Problem]]


def _checked(file: Path) -> Checked:
    try:
        form = compile_form(file.read_bytes(), file.name)
    except FormErrors as failed:
        return file, None, failed.problems
    except OSError:
        return file, None, [Problem("", 0, "", say("There is no such file: {file}", file=str(file)))]
    return file, form, list(form.warnings)


def _as_json(file: Path, form: Form | None, found: list[Problem]) -> dict[str, Any]:
    problems = [
        {
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "level": problem.level,
            "message": in_words(problem.message),
        }
        for problem in found
    ]
    questions = sum(question.asked for question in form.questions) if form else 0
    about = {"form": form.code, "version": form.version, "questions": questions} if form else {}
    return {"file": str(file), "ok": form is not None, **about, "problems": problems}


def _told(file: Path, form: Form | None, found: list[Problem]) -> list[str]:
    head: Said = say("{file}: this form can be used.", file=str(file))
    if form is None:
        count = len(errors(found))
        head = say_n(
            "{file}: {count} thing to put right.", "{file}: {count} things to put right.", count, file=str(file)
        )
    return [in_words(head), *(in_words(where(problem)) for problem in found)]


def where(problem: Problem) -> Said:
    """A problem with its cell, as people look it up."""
    if not problem.row:
        return problem.message
    if not problem.column:
        return say("{sheet}, row {row}: {message}", sheet=problem.sheet, row=str(problem.row), message=problem.message)
    return say(
        "{sheet}, row {row}, column {column}: {message}",
        sheet=problem.sheet,
        row=str(problem.row),
        column=problem.column,
        message=problem.message,
    )


def _refuse(said: list[str]) -> NoReturn:
    typer.echo("\n".join(said), err=True)
    raise typer.Exit(2)


def _compiled(file: Path) -> Form:
    _, form, found = _checked(file)
    if form is None:
        _refuse(_told(file, form, found))
    return form


@app.command("load")
def load_command(
    file: Annotated[Path, typer.Argument(help="A workbook")],
    anyway: Annotated[bool, typer.Option("--anyway", help="Also an older version than the live one")] = False,
) -> None:
    """Has people asked by a form from now on; what was begun with an earlier version goes on with that."""
    _compiled(file)
    content = b64encode(file.read_bytes()).decode()
    _entry, text = asked(Action("load_form", values={"file": file.name, "content": content, "anyway": anyway}))
    _print(text)


@app.command("play")
def play_command(
    file: Annotated[Path, typer.Argument(help="A workbook")],
    seed: Annotated[int, typer.Option(help="Another number plays it another way")] = 1,
    as_json: AsJson = False,
) -> None:
    """Fills a form in with made-up answers, and shows the talk; ends with 2 where the form cannot be used."""
    form = _compiled(file)
    try:
        played = play(form, seed)
    except Stuck:
        _refuse([in_words(say("Made-up answers did not bring this form to its end."))])
    _print(_played_json(played) if as_json else "\n".join(_talk(played)))


def _played_json(played: Played) -> str:
    transcript = [
        {
            "message": in_words(message.text),
            "choices": _labels(message),
            "given": msgspec.to_builtins(given),
        }
        for message, given in played.transcript
    ]
    return json.dumps(
        {"transcript": transcript, "record": msgspec.to_builtins(played.record)}, ensure_ascii=False, indent=1
    )


def _labels(message: Message) -> list[list[str]]:
    return [[in_words(choice.label) for choice in row] for row in message.choices]


def _talk(played: Played) -> list[str]:
    lines: list[str] = []
    for message, given in played.transcript:
        lines += [f"< {line}" for line in in_words(message.text).split("\n")]
        lines += ["< " + " ".join(f"[{label}]" for label in row) for row in _labels(message)]
        lines.append("> " + _given(message, given))
    kept = [f"  {path.removeprefix('/data/')}: {_kept(value)}" for path, value in played.record.answers.items()]
    return [*lines, "", in_words(say("What is kept:")), *kept]


def _given(message: Message, given: AnyGiven | None) -> str:
    """What the made-up person tapped, typed or sent."""
    choices = [choice for row in message.choices for choice in row if choice.action]
    plain = msgspec.to_builtins(given)
    tapped = [choice.label for choice in choices if choice.action and choice.action.values.get("given") == plain]
    if tapped:
        return f"[{in_words(tapped[0])}]"
    match given:
        case Words():
            return given.text
        case Photo():
            return in_words(say("(a file)"))
        case Place():
            return in_words(say("(a place)"))
    return json.dumps(plain, ensure_ascii=False)


def _kept(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


@app.command("eval")
def eval_command(file: Annotated[Path, typer.Argument(help="A workbook")]) -> None:
    """Evaluates expressions, one a line of the input, in a form that was just begun; prints a JSON line for each."""
    form = _compiled(file)
    facts = Facts(clock.now(), lists=made_up(form))
    state, _ = begin(form, facts)
    for line in sys.stdin.read().splitlines():
        kind, value = evaluated(form, line, run_of(state, facts))
        result = {"error": in_words(value)} if kind == "error" else {"type": kind, "value": jsonable(value)}
        _print(json.dumps(result, ensure_ascii=False))


def _print(text: str) -> None:
    typer.echo(text)
