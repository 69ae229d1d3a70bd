"""The help of `cunqing`, and what it says where a command is written wrongly, in the terminal's language.

Docstrings and the help of options are msgids, as what is printed is; `msgids` gives them to the catalogues. Typer's own
words know one language, so the few that are needed are ours.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from typing import Any

import typer

from bot.commands.saying import in_words
from bot.messages import Said, say

EXTRA = re.compile(r"Got unexpected extra argument\S* \((.*)\)", re.DOTALL)
UNKNOWN = re.compile(r"No such command '(.*?)'", re.DOTALL)


def speaking(app: typer.Typer) -> Any:
    """The command, whose help and every subcommand's help is in the terminal's language."""
    command = typer.main.get_command(app)
    for each in _tree(command):
        each.get_help = partial(_help, each)
    return command


def msgids(app: typer.Typer) -> Iterator[str]:
    """What the help of all commands says."""
    for command in _tree(typer.main.get_command(app)):
        yield from (_plain(each.help) for each in (command, *command.params) if _plain(each.help))


def misused(error: Any) -> Said | None:
    """What is wrong with how a command was written; None where that is not what an exception says."""
    if not hasattr(error, "format_message"):
        return None
    context = getattr(error, "ctx", None)
    if context is None:
        return _problem(error)
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.message)
    return say("{problem} How it is written: {command} --help", problem=_problem(error), command=context.command_path)


def _problem(error: Any) -> Said:
    name = getattr(error, "option_name", "") or (_name(error.param) if getattr(error, "param", None) else "")
    match type(error).__name__:
        case "MissingParameter":
            return say("{name} is missing.", name=name)
        case "NoSuchOption":
            known = [option for each in error.ctx.command.params for option in each.opts]
            return _perhaps(say("There is no option {name}.", name=name), name, known)
        case "BadOptionUsage" if "does not take" in error.message:
            return say("{name} stands alone, without a value.", name=name)
        case "BadOptionUsage":
            return say("{name} needs a value after it.", name=name)
        case "BadParameter" if "integer" in error.message or "int" in error.message:
            return say("{name} has to be a whole number.", name=name)
    if extra := EXTRA.search(error.message):
        return say("“{words}” is too much here; words with spaces in them are put in quotation marks.", words=extra[1])
    if unknown := UNKNOWN.search(error.message):
        wrong = say("There is no command {name}.", name=unknown[1])
        return _perhaps(wrong, unknown[1], error.ctx.command.commands)
    return str(error.format_message())


def _perhaps(problem: Said, typed: str, known: Any) -> Said:
    like = get_close_matches(typed, list(known), 1)
    return say("{problem} Did you mean {names}?", problem=problem, names=like[0]) if like else problem


def _tree(command: Any) -> Iterator[Any]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _tree(each)


def _help(command: Any, context: Any) -> str:
    """How a command is written, what it does, and what each of its words is."""
    commands = getattr(command, "commands", {})
    parts = [in_words(_written(command, context)), _said(command.help)]
    rows = [(name, _said(each.help)) for name, each in commands.items()]
    rows += [(_name(each), _said(each.help) + _note(each)) for each in command.params]
    width = max((len(name) for name, _ in rows), default=0)
    parts.append("\n".join(f"  {name:<{width}}  {text}".rstrip() for name, text in rows))
    if commands:
        parts.append(in_words(say("More about one of them: {command} COMMAND --help", command=context.command_path)))
    return "\n\n".join(part for part in parts if part)


def _written(command: Any, context: Any) -> Said:
    if getattr(command, "commands", {}):
        return say("How it is written: {command} COMMAND …", command=context.command_path)
    words = [
        _name(each) + (" …" if each.param_type_name == "option" else "") for each in command.params if each.required
    ]
    some = [] if all(each.required for each in command.params) else ["[--…]"]
    return say("How it is written: {usage}", usage=" ".join([context.command_path, *words, *some]))


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return str(max(parameter.opts, key=len))


def _note(parameter: Any) -> str:
    """Whether it has to be written, else what it is without."""
    if parameter.required:
        return in_words(say(" (required)"))
    value = parameter.default
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return ""
    return in_words(say(" (else {value})", value=str(value)))


def _said(text: str | None) -> str:
    return in_words(say(_plain(text))) if _plain(text) else ""


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
