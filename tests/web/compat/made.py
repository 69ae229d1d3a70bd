"""Writes chromium.json: since which Chromium each thing is there, from MDN's browser-compat data.

npm pack @mdn/browser-compat-data && tar xzf mdn-browser-compat-data-*.tgz
python -m tests.web.compat.made package/data.json
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.web.compat.scripts import SYNTAX
from tests.web.compat.table import NEVER, TABLE

BROWSERS = ("chrome", "chrome_android")
PREFIX = "-webkit-"


def things(node: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, int]]:
    """Paths below a node, at most so deep, with the Chromium that brought them for good."""
    for name, below in node.items():
        if name == "__compat" or not isinstance(below, dict):
            continue
        here = f"{path}.{name}"
        support = below.get("__compat", {}).get("support")
        if support is not None:
            yield here, max(_since(support.get(browser), "") for browser in BROWSERS)
            prefixed = max(_since(support.get(browser), PREFIX) for browser in BROWSERS)
            if path in ("css.properties", "css.selectors") and prefixed < NEVER and not name.startswith("-"):
                yield f"{path}.{PREFIX}{name}", prefixed
        if depth > 1:
            yield from things(below, here, depth - 1)


def _since(support: Any, prefix: str) -> int:
    """The later one of computer and phone is asked for by the caller; NEVER where it is not there for good."""
    statements = support if isinstance(support, list) else [support] if support else []
    versions = [int(re.sub(r"\D", "", each["version_added"]) or NEVER) for each in statements if _lasts(each, prefix)]
    return min(versions, default=NEVER)


def _lasts(statement: dict[str, Any], prefix: str) -> bool:
    """Whether it says that something came by this name, without a flag, and is there still, perhaps made better."""
    gone = statement.get("version_removed") and not statement.get("partial_implementation")
    named = statement.get("prefix", "") in ("", prefix) and "alternative_name" not in statement
    return isinstance(statement.get("version_added"), str) and named and "flags" not in statement and not gone


def wanted(content: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """What stylesheets and scripts may be asked about: all of CSS, syntax that we know, members of all interfaces."""
    yield from things(content["css"], "css", 4)
    yield from things(content["api"], "api", 2)
    yield from things(content["javascript"]["builtins"], "javascript.builtins", 3)
    syntax = dict(things(content["javascript"], "javascript", 4))
    yield from ((path, syntax[path]) for path in sorted(set(SYNTAX.values()) | set(SYNTAX_OF_PARTS)))


SYNTAX_OF_PARTS = (
    "javascript.statements.async_function",
    "javascript.statements.try_catch.optional_catch_binding",
)


def main() -> None:
    """One line for everything of one interface, property or kind, so that a diff can be read."""
    content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for path, version in wanted(content):
        parent, _, name = path.rpartition(".")
        if not name.endswith("_event"):
            groups[parent][name] = version
    lines = ",\n".join(
        f"{json.dumps(parent)}: {json.dumps(found, separators=(',', ':'))}" for parent, found in groups.items()
    )
    source = json.dumps(f"MDN browser-compat-data {content['__meta']['version']} (CC0-1.0); {NEVER}: not yet")
    TABLE.write_text(f'{{\n"": {source},\n{lines}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
