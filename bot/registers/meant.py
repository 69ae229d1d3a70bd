"""What people type into Excel, as it is meant: numbers in half width, names without padding, groups by their number."""

import re
import unicodedata

from bot.forms.numbers import read_number

_BETWEEN = re.compile(r"[\s()（）-]")
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_PADDING = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_ENDING = re.compile(r"(?:村民小组|小组|组)$")


def number(text: str) -> str:
    """A number in half width, as every comparison needs it: 138 for １３８."""
    return unicodedata.normalize("NFKC", text).strip()


def telephone(text: str) -> str:
    """A telephone without what people put between its digits."""
    return _BETWEEN.sub("", number(text)).removeprefix("+86")


def code(text: str) -> str:
    """What a code is known by, however it is spelled: h01 for Ｈ０１, H 01 and h01."""
    return "".join(number(text).split()).casefold()


def name(text: str) -> str:
    """A name without the blanks that make short names as wide as long ones: 张某 for 张　某."""
    return _PADDING.sub("", text)


def group(text: str) -> str:
    """What a village's group is known by, however it is written: 1 for 一组, 1组, 第一组 and 1."""
    plain = _ENDING.sub("", "".join(number(text).split()).removeprefix("第"))
    found = read_number(plain)
    return plain if found is None or found != int(found) else str(int(found))
