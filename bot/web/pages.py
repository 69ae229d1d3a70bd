"""Templates: what every page knows, and sentences said in the page's language."""

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.languages import In
from bot.messages import Text
from bot.rights import Right
from bot.routing.names import label
from bot.web.rows import address
from bot.web.sessions import DOOR, SESSION_SECONDS, Visitor, new_token, set_cookie
from bot.web.site import Site
from bot.workdays import day_of
from storage import news
from storage.items import NUMBER

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
LANGUAGE = "cunqing_language"
A_YEAR = 365 * 24 * 3600  # seconds that it is kept


@cache
def environment() -> Environment:
    """Jinja with `say`, `say_n` and the filter `said`, by the `in_words` of the page: a saying in its language."""

    @pass_context
    def say(context: Context, msgid: str, **values: Any) -> str:
        return said(context, Text(msgid, values))

    @pass_context
    def say_n(context: Context, singular: str, plural: str, count: int, **values: Any) -> str:
        return said(context, Text(singular, {"count": count, **values}, plural, count))

    @pass_context
    def said(context: Context, saying: Any) -> str:
        in_words: In = context["in_words"]
        return in_words(saying)

    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": say, "say_n": say_n}
    made.filters |= {"said": said, "day": day_of, "label": label, "linked": linked}
    return made


def linked(words: str) -> Markup:
    """Somebody's words with the numbers of items as links."""
    link = r'<a class="number" href="/items/\g<0>">\g<0></a>'
    return Markup(NUMBER.sub(link, str(escape(words))))  # noqa: S704 - it is escaped


def fingerprint(folder: Path) -> str:
    """Changes whenever a static file does, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class Pages:
    """Renders templates for one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.templates = environment()
        self.assets = f"/static/{fingerprint(STATIC)}"

    def language(self, request: Request, visitor: Visitor | None) -> str:
        """What the page was switched to, else the person's own; before they are known, what the browser prefers."""
        own = visitor.person.language if visitor else request.headers.get("accept-language", "").split(",")[0]
        return self.site.languages.closest(request.cookies.get(LANGUAGE) or own.split(";")[0].strip())

    def render(
        self, request: Request, visitor: Visitor | None, name: str, *, http: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page; who is not signed in is given a token for its forms."""
        door = "" if visitor else request.cookies.get(DOOR) or new_token()
        language = self.language(request, visitor)
        context: dict[str, Any] = {
            "news": self._news(request, visitor),
            "language": language,
            "in_words": partial(self.site.languages.said, language=language),
            "languages": sorted(self.site.languages.catalogues, reverse=True),
            "visitor": visitor,
            "has_inbox": visitor is not None and visitor.person.may(Right.INBOX),
            "may_file": visitor is not None and visitor.person.may(Right.FILE),
            "administers": visitor is not None and visitor.person.may(Right.CONFIGURE),
            "refused": False,
            "provider": self.site.identity.name if self.site.identity is not None else "",
            "csrf": visitor.csrf if visitor else door,
            "demonstration": self.site.demonstration,
            "static": self.static,
            "path": request.url.path,
            "once": new_token,
            **values,
        }
        response = HTMLResponse(self.templates.get_template(name).render(context), http)
        if door:
            set_cookie(response, self.site, DOOR, door, SESSION_SECONDS)
        return response

    def _news(self, request: Request, visitor: Visitor | None) -> int:
        """How many messages wait in the chat; none where it is just being opened."""
        if visitor is None or request.url.path == "/chat":
            return 0
        with self.site.reader.connect() as connection:
            return news.count(connection, address(visitor.person))

    def static(self, name: str) -> str:
        """A static file's address."""
        return f"{self.assets}/{name}"


def pages_of(request: Request) -> Pages:
    """The templates of this request's site."""
    pages: Pages = request.app.state.pages
    return pages
