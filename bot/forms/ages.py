"""Ages in full years, as people say them: 三十二岁, 一岁半, and of a baby 八个月, 半岁, 刚满月."""

import re
import unicodedata
from decimal import Decimal

from bot.forms.numbers import ABOUT, ENDING, read_number

BABY = re.compile(
    r"(?:还)?(?:不|没|未)(?:到|满|足)?(?:一|1)?(?:周?岁|个?月)|半岁多?|(?:刚|才)?(?:满|出)月|刚?(?:出生|生下来?)(?:不久)?"
)
MONTHS = re.compile(r"(.+?)个(?:多)?月(?:大|了|多)?")
DAYS = re.compile(r"(.+?)天(?:大|了)?")
HALF = re.compile(r"(.+?岁)半(?:了)?")  # 一岁半 is one full year
YEARS = re.compile(r"(?:今年|刚|满|实岁|周岁)*(.+?)(?:周岁|岁)?了?")
MONTHS_A_YEAR, DAYS_A_YEAR = 12, 365


def read_age(said: str) -> Decimal | None:
    """The full years that a text says, or None where it says none, or not exactly one number."""
    words = unicodedata.normalize("NFKC", said).replace(" ", "")
    words = ABOUT.sub("", ENDING.sub("", words))
    if BABY.fullmatch(words):
        return Decimal(0)
    for pattern, a_year in ((MONTHS, MONTHS_A_YEAR), (DAYS, DAYS_A_YEAR)):
        if found := pattern.fullmatch(words):
            count = read_number(found[1])
            return None if count is None else count // a_year
    half, years = HALF.fullmatch(words), YEARS.fullmatch(words)
    return read_number(half[1] if half else years[1] if years else words)
