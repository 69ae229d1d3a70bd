"""Keeps the catalogues in step with the code.

python -m tests.catalogues                      extracts cunqing.pot and updates every cunqing.po
python -m tests.catalogues prune                the same, and drops what no sentence of the code needs any more
python -m tests.catalogues zh < words.json      the same, then sets translations: {"msgid": "text" or ["one", "many"]};
                                                refused where a sentence is there already and says something else
python -m tests.catalogues zh --replace < …     sets those too
"""

import fcntl
import json
import sys
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.__main__ import cli
from bot.commands import helping

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
SOURCES = ("bot", "handlers")
# Babel's own Jinja2 extractor reads the pages; {{ say("…") }} there is the same call as in the code.
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"say": None, "say_n": (1, 2)}


@cache  # the code stays as it is, and reading it takes seconds
def extracted() -> Catalog:
    """The msgids of the code and the pages; not to be changed."""
    catalogue = Catalog(
        project="cunqing", charset="utf-8", header_comment="# Cunqing: msgids, extracted from the code."
    )
    for source in SOURCES:
        for name, _line, msgid, comments, context in extract_from_dir(
            ROOT / source, method_map=METHODS, keywords=KEYWORDS, comment_tags=("i18n:",)
        ):
            where = [(f"{source}/{name}", None)]  # no line numbers, so that a diff shows what changed
            catalogue.add(msgid, None, where, auto_comments=comments, context=context)  # type: ignore[arg-type]
    for msgid in helping.msgids(cli):
        catalogue.add(msgid, None, [("bot/commands", None)])  # type: ignore[list-item]
    return catalogue


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALES / language / "LC_MESSAGES" / "cunqing.po"


def read(path: Path, language: str) -> Catalog:
    """One language's catalogue; empty where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, project="cunqing", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def written(catalogue: Catalog) -> bytes:
    """The file's bytes: sorted, with no line numbers and no dates, so that a diff shows what changed."""
    target = BytesIO()
    write_po(target, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=False)
    lines = target.getvalue().split(b"\n")
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b'"Language-Team')
    return b"\n".join(line for line in lines if not line.startswith(dated))


def update(template: Catalog, language: str, words: dict[str, str | list[str]], prune: bool = False) -> Path:
    """Merges the template into one language and sets `words`; English says what the msgid says."""
    path = path_of(language)
    catalogue = read(path, language)
    known = {
        key: text
        for message in list(catalogue) + list(catalogue.obsolete.values())
        if (key := singular(message.id))
        for text in [message.string]
    }
    catalogue.update(template, no_fuzzy_matching=True)
    for message in catalogue:
        key = singular(message.id)
        if not key:
            continue
        if key in words:
            message.string = _string(words[key], several=isinstance(message.id, tuple | list))
        elif not message.string or not any(message.string):
            message.string = known.get(key) or message.string
        if language == "en" and (not message.string or not any(message.string)):
            message.string = message.id
    if prune:
        catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))
    return path


def spoken(catalogue: Catalog, words: dict[str, str | list[str]]) -> list[str]:
    """The msgids that are translated already, otherwise than `words` would."""
    return [
        key
        for message in catalogue
        if (key := singular(message.id)) in words
        and any(message.string or ())
        and message.string != _string(words[key], several=isinstance(message.id, tuple | list))
    ]


def _string(words: str | list[str], several: bool) -> str | tuple[str, ...]:
    """As Babel keeps it: a plural's words are a tuple, also where the language has one form alone."""
    if not several:
        return words if isinstance(words, str) else words[0]
    return (words,) if isinstance(words, str) else tuple(words)


def singular(msgid: str | tuple[str, ...] | list[str]) -> str:
    """What a message is known by: its msgid, or the first of a plural's two."""
    return msgid if isinstance(msgid, str) else msgid[0]


def main() -> None:
    """Runs the update under a lock, since two people may call it at once."""
    asked = [word for word in sys.argv[1:] if word != "--replace"]
    prune = asked == ["prune"]
    words = json.load(sys.stdin) if asked and not prune else {}
    LOCALES.mkdir(exist_ok=True)
    with (LOCALES / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        taken = spoken(read(path_of(asked[0]), asked[0]), words) if words and "--replace" not in sys.argv else []
        if taken:
            sys.exit(f"translated already, nothing is written (--replace sets them anew): {taken}")
        template = extracted()
        (LOCALES / "cunqing.pot").write_bytes(written(template))
        for language in ("zh", "en"):
            update(deepcopy(template), language, words if asked == [language] else {}, prune)
    unknown = set(words) - {singular(message.id) for message in template}
    if unknown:
        sys.exit(f"not in the code: {sorted(unknown)}")


if __name__ == "__main__":
    main()
