"""What commands print: sentences of the catalogue, in the language of the terminal."""

import json
import os
from functools import cache
from typing import Any, NoReturn

import typer

from bot.languages import DEFAULT, Languages
from bot.messages import Said
from bot.resources import resources


@cache
def words() -> Languages:
    """The catalogues."""
    return Languages.load(resources("locales"))


def language() -> str:
    """The terminal's language where we have it, else Chinese: LANG=C says nothing about whoever sits there."""
    tag = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return words().closest(tag) if tag[:2].isalpha() and tag[:2] in words().catalogues else DEFAULT


def said(saying: Said, *, error: bool = False) -> None:
    """Prints a sentence."""
    typer.echo(words().said(saying, language()), err=error)


def fail(saying: Said, code: int = 1) -> NoReturn:
    """Prints why to the error output, and ends."""
    said(saying, error=True)
    raise typer.Exit(code)


def as_json(value: Any) -> None:
    """Prints a JSON value on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))
