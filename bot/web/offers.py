"""What somebody may do with an item, as forms of its page; and a press of one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from bot import acts, notices
from bot.lifecycle import STEPS, Relation, Step
from bot.live import Live
from bot.messages import Action, Busy, Said, Text
from bot.rights import Scope, relations
from bot.web import presses, uploads
from bot.web.sessions import Fields, Here, Known, Visitor, new_token
from bot.web.site import Site
from storage import Connection, desk, hits, items, people
from storage.items import Item

VERIFY = "verify"  # begins a form, and is no step of an item
LONGEST_TEXT = 2_000  # characters of a reason or a reply

# The page's order: what is mostly done comes first, what ends or turns away last.
ORDER = (
    "accept", "grant", "refuse", "go_on", "answer_question", "close", "reply", "resolve", "contribute", "claim", "give",
    "ask", "urge", "pass_on", "involve", "pause", "extend", "reopen", "correct", "add_photo", "send_back", "comment",
    "withdraw",
)  # fmt: skip
MAIN = frozenset({"accept", "close", "resolve", "grant", "go_on", "answer_question", "contribute"})


@dataclass(frozen=True)
class Field:
    """What an action needs: its name and kind (text, unit, days, person, photo), the question, and what to tap."""

    name: str
    asks: Text
    chips: tuple[Said, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Offer:
    """An action as a form."""

    action: str
    main: bool
    label: Text
    fields: tuple[Field, ...]
    once: str


def offers(connection: Connection, visitor: Visitor, found: Item) -> list[Offer]:
    """The actions open to this person, in the page's order."""
    standing = relations(visitor.person, found.standing)
    steps = notices.open_steps(found, standing)
    own = desk.templates(connection, found.lead) if standing & {Relation.LEAD} else {}
    colleagues = _colleagues(connection, visitor, found) if Relation.LEAD in standing else ()
    made = [_offer(step, own, colleagues) for step in sorted(steps, key=lambda step: ORDER.index(step.action))]
    return [offer for offer in made if offer.action != "give" or offer.fields[0].options]


def _offer(step: Step, own: Mapping[str, Sequence[str]], colleagues: tuple[tuple[str, str], ...]) -> Offer:
    fields = tuple(_field(step.action, need, own, colleagues) for need in step.needs)
    return Offer(step.action, step.action in MAIN, acts.action_labels[step.action], fields, new_token())


def _field(action: str, need: str, own: Mapping[str, Sequence[str]], colleagues: tuple[tuple[str, str], ...]) -> Field:
    asks = acts.asked(action, need)
    if need == "person":
        return Field(need, asks, options=colleagues)
    if need in ("reason", "text"):
        return Field(need, asks, chips=(*own.get(action, ()), *(() if own.get(action) else acts.READY.get(action, ()))))
    return Field(need, asks)


def _colleagues(connection: Connection, visitor: Visitor, found: Item) -> tuple[tuple[str, str], ...]:
    """But for whoever has it; where nobody has, one's own way is “I take it”."""
    on_duty = (people.person(connection, each) for each in people.on_duty(connection, found.lead))
    has = found.holder or visitor.person.id
    return tuple((str(each.id), each.name) for each in on_duty if each is not None and each.id != has)


def units(live: Live, found: Item) -> list[str]:
    """Names to choose from: those of the item's own places first."""
    above = set(live.directory.chains.get(found.area, ()))
    others = [unit for unit in live.directory.units.values() if unit.code != found.lead]
    return [unit.name for unit in sorted(others, key=lambda unit: (unit.area not in above, unit.code))]


async def act(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """One action; what came of it is shown on the page that follows."""
    with here.reader.connect() as connection:
        if not seen(connection, visitor, number):
            raise HTTPException(404)
    name, once = fields.get("action", ""), fields.get("once", "")
    if name == VERIFY:
        return await presses.begin(here, visitor, Action(VERIFY, number), once)
    step = STEPS.get(name)
    if step is None:
        raise HTTPException(400)
    given = {need: fields.get(need, "").strip()[:LONGEST_TEXT] for need in (*step.needs, "holder")}
    try:
        action = Action(name, number, presses.values(**given))
        replies = await presses.act(request, here, visitor, action, once=once)
    except ValueError:
        raise HTTPException(400) from None
    except Busy:
        raise HTTPException(503) from None
    led = [button.url for reply in replies for row in reply.buttons for button in row if button.url == presses.CHAT]
    return RedirectResponse(led[0] if led else f"{after(here, visitor, number)}?said={once}", 303)


def verifies(connection: Connection, visitor: Visitor, number: str) -> bool:
    """Whether it waits to be verified by somebody of this person's villages."""
    return bool(hits.waiting(connection, Scope(villages=visitor.scope.villages), 1, number=number))


async def photo(request: Request, here: Here, visitor: Known, number: str) -> Response:
    """A photo that the reporter adds later; what is no photo, or too big, is said on the page that follows."""
    async with request.form() as form:
        file, once = form.get("photo"), str(form.get("once", ""))
        if not isinstance(file, UploadFile) or not presses.ONCE.fullmatch(once):
            raise HTTPException(400)
        name, content = file.filename or "", await file.read()
    with here.reader.connect() as connection:
        if not seen(connection, visitor, number):
            raise HTTPException(404)
    try:
        sent = await run_in_threadpool(uploads.keep, here, presses.cause(visitor, once), name, content)
        await presses.act(request, here, visitor, Action("add_photo", number), once=once, attachment=sent)
    except uploads.NotAPhoto:
        raise HTTPException(415) from None
    except uploads.TooBig:
        raise HTTPException(413) from None
    except Busy:
        raise HTTPException(503) from None
    return RedirectResponse(f"{after(here, visitor, number)}?said={once}", 303)


def seen(connection: Connection, visitor: Visitor, number: str) -> bool:
    """Whether there is such an item in this person's scope."""
    found = items.NUMBER.fullmatch(number) and items.by_number(connection, visitor.scope, number)
    return bool(found)


def after(site: Site, visitor: Visitor, number: str) -> str:
    """The item again; the inbox where it has gone out of sight."""
    with site.reader.connect() as connection:
        return f"/items/{number}" if seen(connection, visitor, number) else "/inbox"
