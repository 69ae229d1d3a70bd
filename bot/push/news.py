"""Tells browsers of news while no page of ours is open: how many messages are new, and nothing of what they say.

It is a hint, not a message: what is not delivered is not tried again, since the count stands on every page.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from functools import partial

import httpx
import msgspec
import structlog

from bot.clock import Clock
from bot.errands import Errands
from bot.messages import Action, Busy, Incoming, Submit
from bot.push.protocol import NotABrowser, Pushing, browser, new_pem, sealed
from storage import Engine, marks, news
from storage.news import Told
from storage.vault import Vault

PAUSE = 5.0  # seconds in which a page that is open says that the message was seen, and further messages become one hint
PATIENCE = 10.0  # seconds that a push service has to answer
MARK = "push"

log = structlog.get_logger()


def key(writer: Engine, vault: Vault) -> str:
    """This database's key for push services, made the first time. Browsers are bound to it: it stays."""
    with writer.begin() as connection:
        kept = marks.read(connection, MARK)
        if kept:
            return vault.open(base64.b64decode(kept)).decode()
        made = new_pem()
        marks.write(connection, MARK, base64.b64encode(vault.seal(made.encode())).decode())
        return made


class Pushes:
    """One hint for each person who has news, a little after it came."""

    def __init__(self, pushing: Pushing, reader: Engine, vault: Vault, submit: Submit, now: Clock) -> None:
        self.pushing = pushing
        self.reader = reader
        self.vault = vault
        self.submit = submit
        self.now = now
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._errands = Errands("push")
        self._client: httpx.AsyncClient | None = None

    def wake(self, chat: str) -> None:
        """Something new is in a web chat (by its address, the person's id) that no page shows."""
        self._errands.begin(chat, partial(self._tell, chat))

    async def idle(self) -> None:
        """Returns when nobody waits for a hint."""
        await self._errands.idle()

    async def stop(self) -> None:
        """Lets go of what is on its way."""
        await self._errands.stop()
        if self._client is not None:
            await self._client.aclose()

    async def _tell(self, chat: str) -> None:
        await self.sleep(PAUSE)
        count, told = await asyncio.to_thread(self._read, chat)
        if count:
            content = msgspec.json.encode({"news": count})
            await asyncio.gather(*(self._push(one, content) for one in told))

    def _read(self, chat: str) -> tuple[int, list[Told]]:
        with self.reader.connect() as connection:
            told = news.told(connection, self.vault, int(chat))
            return (news.count(connection, chat), told) if told else (0, [])

    async def _push(self, one: Told, content: bytes) -> None:
        endpoint = one.browser["endpoint"]
        if not self.pushing.allowed(endpoint):  # the operator has taken its service away
            await self._gone(one)
            return
        try:
            body = sealed(content, browser(one.browser))
            answer = await self._http.post(endpoint, content=body, headers=self.pushing.headers(endpoint, self.now()))
        except (httpx.HTTPError, NotABrowser) as error:
            log.warning("push.not_sent", subscription=one.id, error=type(error).__name__)
            return
        if answer.status_code in (404, 410):
            await self._gone(one)
        elif not answer.is_success:
            log.warning("push.refused", subscription=one.id, status=answer.status_code)

    async def _gone(self, one: Told) -> None:
        action = Action("push_gone", values={"subscription": one.id})
        try:
            await self.submit(Incoming(id=f"push/{one.id}", action=action))
        except Busy:
            log.warning("push.busy", subscription=one.id)

    @property
    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False)
        return self._client
