"""The chat as a page that a phone keeps: its manifest, its service worker, and what stands there without a network."""

from pathlib import Path

import msgspec
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.languages import Languages
from bot.messages import Text, say
from bot.web.pages import STATIC, pages_of
from bot.web.sessions import Here

OFFLINE = "/offline"
KEPT = ("page.css", "page.js", "chat.css", "chat/*.js", "icon*")  # what the chat page needs, below static


def manifest(request: Request, here: Here) -> Response:
    """What a phone needs to put the chat on its screen."""
    pages = pages_of(request)
    languages: Languages = here.languages
    language = pages.language(request, None)
    name = languages.said(say("Cunqing"), language)
    content = {
        "id": "/chat",
        "name": name,
        "short_name": name,
        "lang": language,
        "start_url": "/chat",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f4",
        "theme_color": "#14533a",
        "icons": [
            {"src": f"{pages.assets}/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": f"{pages.assets}/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
            {"src": f"{pages.assets}/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }
    return Response(msgspec.json.encode(content), media_type="application/manifest+json")


def worker(request: Request, here: Here, language: str = "") -> Response:
    """The service worker: other static files make another one, so that browsers take it up."""
    code = here.languages.closest(language)
    assets = pages_of(request).assets
    files = [f"{assets}/{path.relative_to(STATIC).as_posix()}" for path in shell()]
    named = (assets, [*files, OFFLINE], _words(here.languages, code))
    head = b"const ASSETS = %s;\nconst FILES = %s;\nconst WORDS = %s;\n" % tuple(map(msgspec.json.encode, named))
    script = (STATIC / "worker.js").read_bytes()
    return Response(head + script, media_type="text/javascript")


def _words(languages: Languages, language: str) -> dict[str, str]:
    """What the worker says of news; it puts the number in itself."""
    one, many = (Text("{count} new message", {"count": "{count}"}, "{count} new messages", count) for count in (1, 2))
    said = {"name": say("Cunqing"), "one": one, "many": many}
    return {"language": language, **{name: languages.said(saying, language) for name, saying in said.items()}}


def shell() -> list[Path]:
    """The files that the chat page needs."""
    return [path for pattern in KEPT for path in sorted(STATIC.glob(pattern))]


def offline(request: Request, here: Here) -> HTMLResponse:
    """Kept in the browser for when there is no network: nobody's page, so in every language."""
    pages = pages_of(request)
    languages: Languages = here.languages
    sentences = (
        say("No connection"),
        say("This page needs a connection. What you had sent is safe."),
        say("To the chat: it opens without a connection too"),
        say("Load it again"),
    )
    codes = sorted(languages.catalogues, reverse=True)
    said = {code: [languages.said(sentence, code) for sentence in sentences] for code in codes}
    return HTMLResponse(pages.templates.get_template("offline.html").render(said=said, static=pages.static))
