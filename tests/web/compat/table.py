"""Since which Chromium each thing that our static files use is there, by chromium.json."""

import json
import re
from functools import cache
from pathlib import Path

from tests.web.compat import scripts, sheets

FOLDER = Path(__file__).parent
TABLE = FOLDER / "chromium.json"
WEB = FOLDER.parents[2] / "bot" / "web"
NEVER = 9999
OURS = "ours"
OLDEST = 86  # the oldest browser that our pages have to work in
WORKER = frozenset({"ASSETS", "FILES", "WORDS"})  # what the server puts before the worker's script

# Where our members come from. A member of none of these has to be our own, or its interface has to be named here.
_API = """
    AbortController AbortSignal Blob Cache CacheStorage CanvasRenderingContext2D Client Clients Crypto DOMStringMap
    DOMTokenList Document Element Event EventSource EventTarget ExtendableEvent FetchEvent File FileReader FormData
    Geolocation GeolocationCoordinates GeolocationPosition HTMLAnchorElement HTMLButtonElement HTMLCanvasElement
    HTMLElement HTMLFormElement HTMLImageElement HTMLInputElement HTMLTextAreaElement Headers KeyboardEvent Location
    MouseEvent Navigator Node NodeList Notification NotificationEvent ParentNode PushEvent PushManager PushMessageData
    PushSubscription Request Response ServiceWorkerContainer ServiceWorkerGlobalScope ServiceWorkerRegistration Storage
    UIEvent URL URLSearchParams Window WindowClient WorkerGlobalScope
"""
_BUILTINS = """
    Array Boolean Date Error Function Intl Intl.DateTimeFormat JSON Map Math Number Object Promise RegExp Set String
    TypedArray Uint8Array
"""
INTERFACES = (
    *(f"api.{name}" for name in _API.split()),
    *(f"javascript.builtins.{name}" for name in _BUILTINS.split()),
)
# Names that are there in several places, not all of them old: the one that we mean.
MEANT = {
    "abort": "api.AbortController.abort",
    "at": OURS,
    "body": "api.Document.body",
    "command": OURS,
    "json": "api.Response.json",
    "lang": "api.Notification.lang",
    "notification": "api.NotificationEvent.notification",
    "parse": "javascript.builtins.JSON.parse",
    "pressed": OURS,  # a data attribute that a script makes
    "pushManager": "api.ServiceWorkerRegistration.pushManager",
    "rel": "api.HTMLAnchorElement.rel",
    "replaceState": "api.History.replaceState",
    "request": "api.FetchEvent.request",
    "size": "api.Blob.size",
    "timeout": OURS,
    "toJSON": "api.PushSubscription.toJSON",
}
PLAIN_SELECTORS = frozenset({"-webkit-details-marker"})  # the data has it not; Chromium 12 to 88 and on
PLAIN_VALUES = re.compile(r"function \S+ (rect|rgba)|function \S+ (translate|scale|rotate)\w*")


def used() -> set[str]:
    """All that our scripts and stylesheets need."""
    wanted: set[str] = set()
    for path in sorted(WEB.glob("static/**/*.js")):
        wanted |= scripts.needs(path.read_bytes())
    for path in sorted(WEB.glob("static/**/*.css")):
        wanted |= sheets.needs(path.read_text(encoding="utf-8"))
    return wanted


def own() -> frozenset[str]:
    """Names of members that are ours: made by a script, or a page's data attribute."""
    named = {name for path in WEB.glob("static/**/*.js") for name in scripts.own(path.read_bytes())}
    for path in WEB.glob("templates/**/*.html"):
        for attribute in re.findall(r"\bdata-([a-z][a-z-]*)", path.read_text(encoding="utf-8")):
            named.add(re.sub(r"-(\w)", lambda found: found.group(1).upper(), attribute))
    return frozenset(named)


class Unclear(Exception):
    """A name that the table does not settle: what to write down here, or that it is not known at all."""


@cache
def known() -> dict[str, int]:
    """The table, flat: the Chromium by the path in the browser-compat data."""
    groups = json.loads(TABLE.read_text(encoding="utf-8"))
    return {f"{parent}.{name}": since for parent, names in groups.items() if parent for name, since in names.items()}


@cache
def members() -> frozenset[str]:
    """Names of members of any interface at all."""
    inside = (path.split(".") for path in known() if path.startswith(("api.", "javascript.builtins.")))
    return frozenset(parts[-1].removesuffix("_static") for parts in inside if len(parts) > 2)


def since(need: str, mine: frozenset[str]) -> tuple[str, int]:
    """The path of a need and the Chromium that brought it; `mine` are our own members. Raises Unclear."""
    kind, _, rest = need.partition(" ")
    match kind:
        case "syntax":
            return _first(need, rest)
        case "global":
            return _global(rest)
        case "member":
            return _member(rest, mine)
        case "property":
            return _first(need, f"css.properties.{rest}")
        case "value" | "function":
            return _value(need, *rest.split(" "))
        case "unit":
            return (rest, 0) if rest in sheets.UNITS else _first(need, f"css.types.length.{rest}")
        case "at-rule":
            return _first(need, "css.at-rules." + re.sub(" (max-|min-)?", ".", rest))
        case "selector" if rest in PLAIN_SELECTORS:
            return rest, 0
        case "selector":
            return _first(need, f"css.selectors.{rest.replace(' ', '.')}")
    raise Unclear(need)


def _global(name: str) -> tuple[str, int]:
    if name in WORKER:
        return OURS, 0
    places = ("javascript.builtins", "api", "api.Window", "api.WorkerGlobalScope", "api.HTMLImageElement")
    return _first(f"global {name}", *(f"{place}.{name}" for place in places))


def _member(name: str, mine: frozenset[str]) -> tuple[str, int]:
    if name in MEANT:
        return (OURS, 0) if MEANT[name] == OURS else _first(f"member {name}", MEANT[name])
    paths = (f"{place}.{name}{end}" for place in INTERFACES for end in ("", "_static"))
    found = sorted((known()[path], path) for path in paths if path in known())
    if found and found[0][0] <= OLDEST < found[-1][0]:
        raise Unclear(f"member {name}: say in MEANT which one is meant, of {found}")
    if found:
        return found[-1][1], found[-1][0]
    if name in members() and name not in mine:
        raise Unclear(f"member {name}: name its interface in INTERFACES, or as ours in MEANT")
    return OURS, 0


def _value(need: str, name: str, word: str) -> tuple[str, int]:
    kinds = ("", ".color", ".transform-function", ".gradient", ".easing-function")
    paths = (f"css.properties.{name}.{word}", *(f"css.types{kind}.{word}" for kind in kinds))
    path = next((path for path in paths if path in known()), None)
    if path is not None:
        return path, known()[path]
    if need.startswith("value ") or PLAIN_VALUES.fullmatch(need):
        return f"css.properties.{name}", 0  # as old as the property, or a name of ours: a font, an animation
    raise Unclear(f"{need}: not in the table")


def _first(need: str, *paths: str) -> tuple[str, int]:
    path = next((path for path in paths if path in known()), None)
    if path is None:
        raise Unclear(f"{need}: not in the table")
    return path, known()[path]
