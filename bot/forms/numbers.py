"""Numbers as people write them: 3000, １２, 3,000元, 三千, 3万5, 三万五千. What leaves a doubt is not read."""

import re
import unicodedata
from decimal import Decimal

FIGURES = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {sign: value for value, signs in enumerate(FIGURES) for sign in signs}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
LARGEST = Decimal(10) ** 12
ABOUT = re.compile(r"^(?:大约|大概|差不多|约)|(?:左右|上下)$")
ENDING = re.compile(r"[。.!,;、]+$")  # as voice keyboards put behind every sentence
MEASURES = re.compile(
    r"(?:人民币|个人|公斤|千克|公里|千米|平方米|平米|个月|岁|元|块钱|块|圆|口人|人|口|户|个|名|位|家|亩|斤|吨|米|天|年|次|件"
    r"|头|只|间|孔|套|辆|棵|株|%|yuan|people|days|years)$",
    re.IGNORECASE,
)
TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
POINT = re.compile(r"([零〇一二两三四五六七八九十百千]+)点([零〇一二三四五六七八九]+)")
DIGITS_ALONE = re.compile(r"(?=.*[零〇]|...)[零〇一二三四五六七八九]{2,}")  # 三四 may be three or four


def read_number(said: str) -> Decimal | None:
    """The number that a text names, or None where it names none, or not exactly one."""
    if said.isascii() and said.isdigit() and len(said) < 13:
        return Decimal(said)
    words = unicodedata.normalize("NFKC", said).replace(" ", "")
    words = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", words)
    words = ABOUT.sub("", ENDING.sub("", words).removeprefix("¥"))
    words = ABOUT.sub("", MEASURES.sub("", words))
    sign = -1 if words[:1] in ("-", "负", "−") else 1
    found = _read(words[1:] if sign < 0 else words.removeprefix("+"))
    return None if found is None or abs(found) > LARGEST else sign * found


def _read(words: str) -> Decimal | None:
    if not words or len(words) > 40:
        return None
    if DIGITS_ALONE.fullmatch(words):
        return Decimal("".join(str(DIGITS[sign]) for sign in words))
    words = POINT.sub(_decimal, words)
    tokens = TOKEN.findall(words)
    return _summed(tokens) if all(_known(token) for token in tokens) else None


def _known(token: str) -> bool:
    return (token[0].isascii() and token[0].isdigit()) or token in DIGITS or token in UNITS


def _decimal(found: re.Match[str]) -> str:
    whole = _summed(list(found[1]))
    return f"{whole or 0:f}." + "".join(str(DIGITS[sign]) for sign in found[2])


def _summed(tokens: list[str]) -> Decimal | None:
    """Adds up digits and their units: 三万五 is 35,000, 三万零五 is 30,005, 3万5000 is 35,000."""
    sum_ = _Sum()
    return sum_.result() if all(sum_.take(token) for token in tokens) else None


class _Sum:
    """Thousands and below in `section`, what is above in `total`; `figure` waits for its unit."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.figure: Decimal | None = None
        self.unit = 0  # the last one
        self.zero = False  # stood after it

    def take(self, token: str) -> bool:
        """Adds a token; false where it does not fit."""
        if token in UNITS:
            return self._unit(UNITS[token])
        if token in ("零", "〇") and self.unit and self.figure is None:
            self.zero = True
            return True
        if self.figure is not None:
            return False
        self.figure = Decimal(DIGITS[token]) if token in DIGITS else Decimal(token)
        return True

    def _unit(self, unit: int) -> bool:
        if unit >= 10_000:
            return self._large(unit)
        if 0 < self.unit < 10_000 and unit >= self.unit:
            return False
        self.section += (Decimal(1) if self.figure is None else self.figure) * unit
        self.figure, self.unit, self.zero = None, unit, False
        return True

    def _large(self, unit: int) -> bool:
        here = self.section + (self.figure or 0)
        if not here or 10_000 <= self.unit <= unit:
            return False
        self.total += here * unit
        self.section, self.figure, self.unit, self.zero = Decimal(0), None, unit, False
        return True

    def result(self) -> Decimal:
        """One figure after 万, 千 or 百 counts the next lower unit."""
        rest = self.figure or Decimal(0)
        if self.unit >= 100 and not self.zero and 0 < rest < 10:
            rest = rest * self.unit / 10
        return self.total + self.section + rest
