"""Since which Chromium each thing that our static files use is there: written from MDN's browser-compat data.

npm pack @mdn/browser-compat-data && tar xzf mdn-browser-compat-data-*.tgz
python -m tests.web.compat.table package/data.json      writes chromium.json anew
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.web.compat import scripts, sheets

FOLDER = Path(__file__).parent
TABLE = FOLDER / "chromium.json"
WEB = FOLDER.parents[2] / "bot" / "web"
NEVER = 9999
OURS = "ours"
BROWSERS = ("chrome", "chrome_android")

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


def own() -> set[str]:
    """Names of members that are ours: made by a script, or a page's data attribute."""
    named = {name for path in WEB.glob("static/**/*.js") for name in scripts.own(path.read_bytes())}
    for path in WEB.glob("templates/**/*.html"):
        for attribute in re.findall(r"\bdata-([a-z][a-z-]*)", path.read_text(encoding="utf-8")):
            named.add(re.sub(r"-(\w)", lambda found: found.group(1).upper(), attribute))
    return named


class Unclear(Exception):
    """A name that the data does not settle: what to write down here."""


class Data:
    """The browser-compat data."""

    def __init__(self, content: dict[str, Any], mine: set[str]) -> None:
        self.content = content
        self.mine = mine
        self.members = {name.partition("_")[0] for path in self._interfaces() for name in self._node(path) or ()}

    def looked_up(self, need: str) -> tuple[str, int]:
        """The data's path for a need, and the Chromium that brought it."""
        kind, _, rest = need.partition(" ")
        match kind:
            case "syntax":
                return self._first(need, rest)
            case "global":
                return self._global(rest)
            case "member":
                return self._member(rest)
            case "property":
                return self._prefixed("css.properties", rest)
            case "value" | "function":
                return self._value(need, *rest.split(" "))
            case "unit":
                return (rest, 0) if rest in sheets.UNITS else self._first(need, f"css.types.length.{rest}")
            case "at-rule":
                return self._first(
                    need, "css.at-rules." + rest.replace(" max-", " ").replace(" min-", " ").replace(" ", ".")
                )
            case "selector" if rest in PLAIN_SELECTORS:
                return rest, 0
            case "selector":
                return self._prefixed("css.selectors", rest.replace(" ", "."))
        raise Unclear(need)

    def _global(self, name: str) -> tuple[str, int]:
        if name in ("ASSETS", "FILES", "WORDS"):
            return OURS, 0
        places = ("javascript.builtins", "api", "api.Window", "api.WorkerGlobalScope", "api.HTMLImageElement")
        return self._first(f"global {name}", *(f"{place}.{name}" for place in places))

    def _member(self, name: str) -> tuple[str, int]:
        if name in MEANT:
            return (OURS, 0) if MEANT[name] == OURS else (MEANT[name], self.version(MEANT[name]) or NEVER)
        paths = [f"{place}.{name}{end}" for place in INTERFACES for end in ("", "_static")]
        found = [(version, path) for path in paths if (version := self.version(path)) is not None]
        if found:
            if min(found)[0] <= 86 < max(found)[0]:
                raise Unclear(f"member {name}: which one is meant? {sorted(found)}")
            return max(found)[1], max(found)[0]
        if name in self.members and name not in self.mine:
            raise Unclear(f"member {name}: name its interface in INTERFACES, or as ours in MEANT")
        return OURS, 0

    def _value(self, need: str, name: str, word: str) -> tuple[str, int]:
        places = (f"css.properties.{name}", "css.types", "css.types.color", "css.types.transform-function",
                  "css.types.gradient", "css.types.easing-function")  # fmt: skip
        for place in places:
            version = self.version(f"{place}.{word}")
            if version is not None:
                return f"{place}.{word}", version
        if need.startswith("value ") or PLAIN_VALUES.fullmatch(need):
            return f"css.properties.{name}", 0  # as old as the property, or a name of ours: a font, an animation
        raise Unclear(need)

    def _prefixed(self, place: str, name: str) -> tuple[str, int]:
        plain = name.removeprefix("-webkit-")
        path = f"{place}.{name}" if self.version(f"{place}.{name}") is not None else f"{place}.{plain}"
        version = self.version(path, "-webkit-" if plain != name and path.endswith(f".{plain}") else "")
        return path, NEVER if version is None else version

    def _first(self, need: str, *paths: str) -> tuple[str, int]:
        for path in paths:
            version = self.version(path)
            if version is not None:
                return path, version
        raise Unclear(f"{need}: not in the data")

    def version(self, path: str, prefix: str = "") -> int | None:
        """The Chromium that has it for good, the later one of computer and phone; None where the data has no such."""
        support = (self._node(path) or {}).get("__compat", {}).get("support")
        if support is None:
            return None
        return max(_since(support.get(browser), prefix) for browser in BROWSERS)

    def _node(self, path: str) -> dict[str, Any] | None:
        node: Any = self.content
        for part in path.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        return node if isinstance(node, dict) else None

    def _interfaces(self) -> Iterator[str]:
        yield from (f"api.{name}" for name in self.content["api"])
        yield from (f"javascript.builtins.{name}" for name in self.content["javascript"]["builtins"])


def _since(support: Any, prefix: str) -> int:
    statements = support if isinstance(support, list) else [support] if support else []
    versions = [int(re.sub(r"\D", "", each["version_added"]) or NEVER) for each in statements if _lasts(each, prefix)]
    return min(versions, default=NEVER)


def _lasts(statement: dict[str, Any], prefix: str) -> bool:
    """Whether it says that something came by this name, without a flag, and is there still, perhaps made better."""
    gone = statement.get("version_removed") and not statement.get("partial_implementation")
    named = statement.get("prefix", "") in ("", prefix) and "alternative_name" not in statement
    return isinstance(statement.get("version_added"), str) and named and "flags" not in statement and not gone


def main() -> None:
    """Writes the table; says what is unclear."""
    content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    data, table, unclear = Data(content, own()), {}, []
    for need in sorted(used()):
        try:
            table[need] = data.looked_up(need)
        except Unclear as error:
            unclear.append(str(error))
    if unclear:
        sys.exit("\n".join(unclear))
    lines = ",\n".join(f"  {json.dumps(need)}: {json.dumps(found)}" for need, found in table.items())
    head = json.dumps(f"MDN browser-compat-data {content['__meta']['version']} (CC0-1.0)")
    TABLE.write_text(f'{{\n  "": {head},\n{lines}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
