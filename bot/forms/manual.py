"""The tables of the manual: what of XLSForm works, and the attributes and roles that are the product's own."""

from collections.abc import Callable, Iterable, Mapping

from bot.forms import support
from bot.forms.expressions.functions import FUNCTIONS
from bot.forms.roles import ATTRIBUTES, ROLES
from bot.forms.support import YES, Support
from bot.messages import Said, say

ANSWERS = {"yes": say("works"), "degraded": say("works otherwise"), "no": say("does not work")}
ORDER = tuple(ANSWERS)
Told = Callable[[Said], str]


def functions() -> Mapping[str, Support]:
    """Every function, with how far it works."""
    return {**dict.fromkeys(FUNCTIONS, YES), **support.FUNCTIONS}


def tables(told: Told) -> dict[str, list[str]]:
    """The lines of each table, by what it is about; `told` puts a saying into the manual's language."""
    return {
        "types": _support(support.TYPES, told),
        "appearances": _support(support.APPEARANCES, told),
        "columns": _support(support.COLUMNS, told),
        "functions": _support(functions(), told),
        "attributes": _named(ATTRIBUTES, "bind::cq:", told),
        "roles": _named(ROLES, "", told),
    }


def _support(parts: Mapping[str, Support], told: Told) -> list[str]:
    """One line for all that works alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, part in parts.items():
        alike.setdefault((part.answer, told(part.note) if part.note else ""), []).append(f"`{name}`")
    lines = sorted(alike.items(), key=lambda line: ORDER.index(line[0][0]))
    rows = [(" ".join(names), told(ANSWERS[answer]), note) for (answer, note), names in lines]
    return _table((say("written"), say("in a chat"), say("how")), rows, told)


def _named(parts: Mapping[str, Said], before: str, told: Told) -> list[str]:
    return _table(
        (say("written"), say("meaning")), [(f"`{before}{name}`", told(note)) for name, note in parts.items()], told
    )


def _table(heads: Iterable[Said], rows: Iterable[tuple[str, ...]], told: Told) -> list[str]:
    head = [told(each) for each in heads]
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return ["| " + " | ".join(cells) + " |" for cells in lines]
