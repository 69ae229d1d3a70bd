"""An item as a sheet to be printed and signed: as a page for the browser's own print, and as a PDF."""

from functools import partial
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from bot import notices
from bot.acts import happened
from bot.languages import In
from bot.live import Live
from bot.messages import Lines, Said, say
from bot.reports.sheet import pdf
from bot.web.answers import answers
from bot.web.pages import pages_of
from bot.web.sessions import Here, Known, Visitor
from bot.web.site import Site
from bot.workdays import day_of
from storage import items
from storage.items import Event, Item

SIGNS = (
    say("Handled by (signature)"),
    say("Head of the unit (signature, seal)"),
    say("Household or reporter (signature)"),
    say("Date"),
)
HEADS = (say("What was reported"), say("Result"), say("What happened"))
TITLE = say("Sheet of a village matter")


def page(request: Request, here: Here, visitor: Known, number: str) -> HTMLResponse:
    """The sheet as a page, which prints without the site around it."""
    content = _content(request, here, visitor, number)
    return pages_of(request).render(request, visitor, "sheet.html", sheet=content, number=number)


def file(request: Request, here: Here, visitor: Known, number: str) -> Response:
    """The sheet as a PDF."""
    made = pdf(_content(request, here, visitor, number))
    headers = {"content-disposition": f'inline; filename="{number}.pdf"', "cache-control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def _content(request: Request, here: Site, visitor: Visitor, number: str) -> dict[str, Any]:
    """Everything in words of the page's language; protected answers are masked, on paper too."""
    language = pages_of(request).language(request, visitor)
    said = partial(here.languages.on_paper().said, language=language)
    with here.reader.connect() as connection:
        found = items.by_number(connection, visitor.scope, number) if items.NUMBER.fullmatch(number) else None
        if found is None:
            raise HTTPException(404)
        live = here.live.current(connection)
        sealed = items.secrets(connection, visitor.scope, number)
        told = answers(here, live, found, sealed, here.clock())
        events = items.events(connection, found.id)
    rows = [(say("{about} {label}", about=each.about, label=each.label) if each.about else each.label, each.words)
            for each in told]  # fmt: skip
    return {
        "title": said(TITLE),
        "number": number,
        "drawn": said(say("drawn up on {day}", day=day_of(here.clock()))),
        "facts": _worded(_facts(live, found), said),
        "answers": _worded(rows, said),
        "result": _result(events),
        "events": _worded([_line(event) for event in events if event.action != "unmask"], said),
        "heads": [said(head) for head in HEADS],
        "signs": [said(sign) for sign in SIGNS],
    }


def _worded(rows: list[tuple[Said, Said]], said: In) -> list[tuple[str, str]]:
    return [(said(name), said(words)) for name, words in rows]


def _facts(live: Live, found: Item) -> list[tuple[Said, Said]]:
    """What stands in the frame at the top."""
    names = [live.directory.units[code].name for code in found.assist if code in live.directory.units]
    lead: Said = say("{unit} ({person})", unit=found.lead_name, person=found.holder_name)
    due = found.resolve_by or found.paused_by
    rows: list[tuple[Said, Said]] = [
        (say("Matter"), found.title),
        (say("About"), notices.subject(live, found)),
        (say("Place"), notices.place(live, found)),
        (say("Household"), found.household_head),
        (say("Reporter"), say("{person}, {day}", person=found.reporter_name, day=day_of(found.filed_at))),
        (say("Lead unit"), lead if found.holder_name else found.lead_name),
        (say("Assisting"), "、".join(names)),
        (say("Resolve by"), Lines((day_of(due),)) if due is not None else ""),
        (say("Status"), notices.status_of(found)),
    ]
    return [(name, words) for name, words in rows if words != ""]


def _result(events: list[Event]) -> str:
    """What the unit wrote when it resolved it last."""
    return next((str(each.details.get("text", "")) for each in reversed(events) if each.action == "resolve"), "")


def _line(event: Event) -> tuple[Said, Said]:
    words = happened(event.action, event.details, event.unit_name)
    if event.person_name and event.action != "route":
        words = say("{person} {what}", person=event.person_name, what=words)
    return Lines((event.at,)), words
