"""What commands print: sentences of the catalogue, in the language of the terminal."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import typer

from bot.commands.failing import reason
from bot.languages import DEFAULT, Languages
from bot.messages import Said, say
from bot.resources import resources
from bot.routing.sheet import Problem


@cache
def words() -> Languages:
    """The catalogues."""
    return Languages.load(resources("locales"))


def language() -> str:
    """The terminal's language where we have it, else Chinese: LANG=C says nothing about whoever sits there."""
    tag = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return words().closest(tag) if tag[:2].isalpha() and tag[:2] in words().catalogues else DEFAULT


def in_words(saying: Said) -> str:
    """A saying in the terminal's language."""
    return words().said(saying, language())


def said(saying: Said, *, error: bool = False) -> None:
    """Prints a sentence."""
    typer.echo(in_words(saying), err=error)


def fail(saying: Said, code: int = 1) -> NoReturn:
    """Prints why to the error output, and ends."""
    said(saying, error=True)
    raise typer.Exit(code)


@contextmanager
def writing_to(file: Path) -> Iterator[None]:
    """Ends with a sentence where a file cannot be written."""
    try:
        yield
    except OSError as error:
        fail(say("{file} cannot be written: {why}", file=str(file), why=reason(error)))


def plain(problem: Problem) -> dict[str, Any]:
    """A table's problem as JSON shows it."""
    return {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "warning": problem.warning,
            "message": in_words(problem.message)}  # fmt: skip


def as_json(value: Any) -> None:
    """Prints a JSON value on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))
