"""Every address of the pages, in one table. A press (POST) always passes the check of its token,
or of the address where that itself is signed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bot.web import (
    acting,
    attached,
    chat,
    desk,
    entrance,
    health,
    identity,
    inbox,
    installed,
    item,
    letters,
    news,
    protected,
    sheet,
)
from bot.web.admin import addresses
from bot.web.helping import plans, stages
from bot.web.reports import bulletin, dashboard, digests, ledger, making, visits


class Route(NamedTuple):
    """An address: who may come is said by what its endpoint asks for (Known, Maybe)."""

    method: str
    path: str
    endpoint: Callable[..., Any]
    door: bool = False  # pressed by who is not signed in yet
    demonstration: bool = False  # exists there alone
    signed: bool = False  # the address itself is the right to it
    upload: bool = False  # a form with a file


ROUTES = (
    Route("GET", "/", entrance.start),
    Route("GET", "/in/{code}", entrance.invited),
    Route("POST", "/in", entrance.come_in, door=True),
    Route("GET", "/link/{token}", entrance.linked),
    Route("POST", "/link/{token}", entrance.open_link, door=True),
    Route("GET", identity.PATH, identity.leave),
    Route("GET", identity.BACK, identity.back),
    Route("POST", f"{identity.PATH}/connect", identity.connect),
    Route("POST", "/persona", entrance.persona, door=True, demonstration=True),
    Route("POST", "/sign-out", entrance.sign_out),
    Route("POST", "/language", entrance.language, door=True),
    Route("GET", "/chat", chat.chat),
    Route("GET", "/chat/rows", chat.news),
    Route("GET", "/chat/events", chat.events),
    Route("POST", "/chat/say", chat.say_it),
    Route("POST", "/chat/photo", chat.photo),
    Route("POST", "/chat/looked", news.looked),
    Route("POST", "/chat/push", news.push_on),
    Route("POST", "/chat/push-off", news.push_off),
    Route("GET", "/inbox", inbox.inbox),
    Route("POST", "/inbox/several", desk.several),
    Route("POST", "/inbox/views", desk.keep_view),
    Route("POST", "/inbox/views/{identity}/drop", desk.drop_view),
    Route("GET", "/inbox/words", desk.words),
    Route("POST", "/inbox/words", desk.keep_words),
    Route("GET", "/mine", inbox.mine),
    Route("GET", "/items/{number}", item.item),
    Route("GET", "/items/{number}/sheet", sheet.page),
    Route("GET", "/items/{number}/sheet.pdf", sheet.file),
    Route("POST", "/items/{number}/act", acting.act),
    Route("POST", "/items/{number}/photo", acting.photo, upload=True),
    Route("POST", "/items/{number}/protected", protected.look),
    Route("POST", "/items/{number}/check", stages.check),
    Route("GET", "/items/{number}/files/{identity}", attached.file),
    Route("GET", "/items/{number}/files/{identity}/thumbnail", attached.thumbnail),
    Route("GET", "/manifest.webmanifest", installed.manifest),
    Route("GET", "/worker.js", installed.worker),
    Route("GET", installed.OFFLINE, installed.offline),
    Route("GET", "/dashboard", dashboard.dashboard),
    Route("GET", "/ledger", ledger.ledger),
    Route("GET", "/ledger.xlsx", ledger.workbook),
    Route("GET", "/bulletin", bulletin.bulletin),
    Route("GET", "/visits", visits.visits),
    Route("POST", "/visits/{code}", visits.begin),
    Route("GET", "/plans", plans.listed),
    Route("GET", "/digests", digests.listed),
    Route("POST", "/digests", digests.change),
    Route("GET", "/plans/{identity}", plans.plan),
    Route("POST", "/plans/{identity}/act", plans.act),
    Route("GET", "/bulletin.{kind}", bulletin.document),
    Route("GET", f"{making.PAGE}/{{work}}", making.making),
    *(Route(*address) for address in addresses.PAGES),
    *(Route("POST", path, endpoint, upload=True) for path, endpoint in addresses.UPLOADS),
    Route("GET", "/letters/{token}", letters.letters),
    Route("POST", "/letters/{token}", letters.stop, signed=True),
    Route("GET", "/healthz", health.healthz),
)
