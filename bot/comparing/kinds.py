"""The kinds of lists, as the form for verification has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.live import Live
from bot.messages import Labels, Said

FORM = "list_check"
KIND, FINDING, SAYS = "list_kind", "finding", "list_says"  # roles
DAYS = 5  # working days where the form says none


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: what its hits are about, how long the village has, which columns are taken over."""

    code: str
    label: Said
    topic: str
    days: int  # working days
    takes: tuple[str, ...]  # headings


def kinds(live: Live) -> Mapping[str, Kind]:
    """The kinds by code; none where the place has no such form."""
    if FORM not in live.current:
        return {}
    question = next((each for each in live.form(FORM).questions if each.role == KIND), None)
    if question is None:
        return {}
    return {each.name: _kind(each.name, each.label.fixed, each.fields) for each in question.choices}


def kind_of(live: Live, typed: str) -> Kind | None:
    """A kind by its code or its name in any language."""
    for kind in kinds(live).values():
        names = kind.label.words.values() if isinstance(kind.label, Labels) else ()
        if typed.strip() in (kind.code, *names):
            return kind
    return None


def _kind(code: str, label: Said, fields: Mapping[str, str]) -> Kind:
    days = fields.get("days", "")
    return Kind(code, label, fields.get("topic", ""), int(days) if days.isdecimal() and int(days) else DAYS,
                tuple(fields.get("takes", "").split()))  # fmt: skip
