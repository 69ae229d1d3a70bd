"""Cuts a long text where a reader would: after a line, a sentence or a word, and never inside a character.

What a person sees as one character (a family emoji, a letter with its accents, a flag) is several code points:
Unicode Standard Annex 29, the rules that matter where text is cut, not rendered.
"""

import re
import unicodedata

_ENDS = (re.compile("\n"), re.compile("[。！？；.!?;]"), re.compile(r"[\s，、,]"))
_JOINER = "\u200d"
_INDIC_LINKER = 9  # canonical combining class of a virama


def split(text: str, longest: int) -> list[str]:
    """Parts of at most `longest` UTF-16 code units; put together they are the text."""
    if len(text) <= longest // 2:
        return [text]
    parts = []
    while _units(text) > longest:
        at = _cut(text, _fitting(text, longest))
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str, longest: int) -> int:
    """How many code points fit."""
    units = 0
    for at, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > longest:
            return at
    return len(text)


def _cut(text: str, most: int) -> int:
    """The best place at or before `most`: not so early that a part would be half empty."""
    for ends in _ENDS:
        found = [match.end() for match in ends.finditer(text, most // 2, most) if not _inside(text, match.end())]
        if found:
            return found[-1]
    return next((at for at in range(most, most // 2, -1) if not _inside(text, at)), most)


def _inside(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would fall inside what a person sees as one character."""
    before, after = text[at - 1], text[at : at + 1]
    if not after:
        return False
    return (
        _extends(after)
        or before == _JOINER
        or (before == "\r" and after == "\n")
        or unicodedata.combining(before) == _INDIC_LINKER
        or (_flag(after) and _flags_before(text, at) % 2 == 1)
        or (_jamo(before) and _jamo(after))
    )


def _extends(character: str) -> bool:
    """A mark, a joiner, a variation, a skin colour or a tag: it belongs to what stands before it."""
    return (
        character == _JOINER
        or unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    return at - len(text[:at].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))


def _jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff"
