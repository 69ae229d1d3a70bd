"""What people type into Excel, as it is meant: numbers in half width, names without padding, groups by their number."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\s()（）-]")
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_PADDING = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_ENDING = re.compile(r"(?:村民小组|小组|组)$")
_TENS = re.compile(r"([一二三四五六七八九])?(?:(十)([一二三四五六七八九])?)?")
_DIGITS = "一二三四五六七八九"


def number(text: str) -> str:
    """A number in half width, as every comparison needs it: 138 for １３８."""
    return unicodedata.normalize("NFKC", text).strip()


def telephone(text: str) -> str:
    """A telephone without what people put between its digits."""
    return _BETWEEN.sub("", number(text)).removeprefix("+86")


def name(text: str) -> str:
    """A name without the blanks that make short names as wide as long ones: 张某 for 张　某."""
    return _PADDING.sub("", text)


def group(text: str) -> str:
    """What a village's group is known by, however it is written: 1 for 一组, 1组, 第一组 and 1."""
    plain = _ENDING.sub("", "".join(number(text).split()).removeprefix("第"))
    if plain.isdecimal():
        return str(int(plain))
    found = _TENS.fullmatch(plain)
    return str(_counted(found)) if plain and found else plain


def _counted(found: re.Match[str]) -> int:
    """Chinese numerals up to 99: 二十一."""
    tens, ten, ones = found.groups()
    if not ten:
        return _DIGITS.index(tens) + 1
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)
