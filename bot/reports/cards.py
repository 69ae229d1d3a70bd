"""Invitations as sheets to print and cut: one card a person, with a code to scan (PDF, by typst and segno)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from bot.languages import In
from bot.messages import Said, say
from bot.people import accounts
from bot.registers.people import ROLES
from bot.reports import typeset
from bot.rights import Role
from bot.workdays import day_of

TEMPLATE = Path(__file__).parent / "cards.typ"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one: who, as what and where, and the way in; `code` is what is typed where nothing is scanned."""

    name: str
    role: Said
    place: str
    link: str
    code: str
    until: date


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody with a new code: their name, role, where they work, and the code in clear, which is kept nowhere."""

    name: str
    role: Role
    place: str
    code: str


def cards(people: Sequence[Invited], address: str, now: datetime) -> list[Card]:
    """A card each, for invitations that were made now; `address` is the pages' own."""
    until = day_of(now + accounts.INVITATION_LASTS)
    return [Card(each.name, ROLES[each.role], each.place, f"{address}/in/{each.code}", each.code, until)
            for each in people]  # fmt: skip


def write(path: Path, cards: Sequence[Card], said: In) -> None:
    """Writes the PDF, readable by its owner alone, since codes are keys. Raises OSError."""
    content = {
        "title": said(say("Invitation to Cunqing")),
        "how": said(say("Scan the code, or open the link; or send the bot /start and the invitation code.")),
        "once": said(say("It works once; give it to nobody else.")),
        "words": {"code": said(say("Code:"))},
        "cards": [_card(each, said) for each in cards],
    }
    typeset.write(path, typeset.typeset(TEMPLATE, content), mode=0o600)


def _card(card: Card, said: In) -> dict[str, str]:
    return {"name": card.name, "role": said(card.role), "place": card.place, "link": card.link, "typed": card.code,
            "code": drawn(card.link), "until": said(say("Valid until {day}.", day=card.until))}  # fmt: skip


def drawn(link: str) -> str:
    """A link as a QR code, an SVG of its own."""
    import segno

    target = BytesIO()
    segno.make(link, error="m", micro=False).save(target, kind="svg", border=2, xmldecl=False, svgns=True)
    return target.getvalue().decode()
