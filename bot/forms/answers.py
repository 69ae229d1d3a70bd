"""What a typed text means as an answer: one reader a question type.

A reader gives the JSON value that is kept, or a Refused that says what was wrong and what fits.
"""

import math
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from stdnum.cn import ric

from bot.forms.ages import read_age
from bot.forms.dates import read_day, read_time
from bot.forms.facts import Lookup
from bot.forms.model import Question
from bot.forms.numbers import read_number
from bot.forms.state import Refused
from bot.languages import SHANGHAI
from bot.messages import Text, say

LONGEST = 2_000  # characters of a text answer
LARGEST = 10**15

Reader = Callable[[Question, str, date], Any]
Lists = Mapping[str, Lookup]


def parse_answer(question: Question, said: str, today: date) -> Any:
    """The JSON value of a typed answer to a question without choices, or Refused."""
    if not said.isalnum() and not any(_seen(sign) for sign in said):
        return Refused(say("That was empty. Please write an answer."))
    if len(said) > LONGEST:
        return Refused(say("That is longer than {most} characters. Please say it shorter.", most=LONGEST))
    role = ROLES.get(question.role)
    return (role or READERS.get(question.type, _elsewhere))(question, said, today)


def _seen(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _text(_question: Question, said: str, _today: date) -> Any:
    return said


def _integer(question: Question, said: str, _today: date) -> Any:
    return _whole(question, read_number(said))


def _age(question: Question, said: str, _today: date) -> Any:
    return _whole(question, read_age(said))


def _whole(question: Question, number: Decimal | None) -> Any:
    if number is None:
        return Refused(say("Please write one whole number, such as 3 or 35000."))
    if number != int(number):
        return Refused(say("Please write a whole number, without a fraction, such as 3."))
    return _within(question, int(number))


def _decimal(question: Question, said: str, _today: date) -> Any:
    number = read_number(said)
    if number is None:
        return Refused(say("Please write one number, such as 3000 or 2.5."))
    return _within(question, _plain(number))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _within(question: Question, number: float) -> Any:
    """The bounds of a range question, and of what a number can hold."""
    low, high = question.start, question.end
    if low is None or high is None:
        return number if abs(number) <= LARGEST else Refused(say("That number is too large."))
    low, high = min(low, high), max(low, high)
    if not low <= number <= high:
        return Refused(say("Please write a number from {low} to {high}.", low=low, high=high))
    steps = (number - low) / abs(question.step) if question.step else 0.0
    if not math.isclose(steps, round(steps), abs_tol=1e-9):
        return Refused(say("Please go from {low} in steps of {step}.", low=low, step=abs(question.step or 1)))
    return number


def _date(_question: Question, said: str, today: date) -> Any:
    day = read_day(said, today)
    return Refused(day) if isinstance(day, Text) else day.isoformat()


def _time(_question: Question, said: str, _today: date) -> Any:
    at = read_time(said)
    return Refused(at) if isinstance(at, Text) else at


def _datetime(_question: Question, said: str, today: date) -> Any:
    stored = _stored_moment(said)
    if stored:
        return stored
    day_words, _, time_words = said.strip().replace("T", " ").rpartition(" ")
    at = read_time(time_words)
    day = read_day(day_words or "今天", today)
    if isinstance(day, Text) or isinstance(at, Text):
        return Refused(say("Please write a day and a time, such as yesterday 8:30."))
    return datetime.combine(day, time.fromisoformat(at), SHANGHAI).isoformat()


def _stored_moment(said: str) -> str:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return ""
    return moment.isoformat() if moment.tzinfo and "T" in said else ""


def _geopoint(_question: Question, said: str, _today: date) -> Any:
    words = unicodedata.normalize("NFKC", said).replace(",", " ").split()
    try:
        latitude, longitude = (float(word) for word in words)
    except ValueError:
        return Refused(say("Please send a location: tap the paper clip, then Location."))
    return place(latitude, longitude, None)


def place(latitude: float, longitude: float, accuracy: float | None) -> Any:
    """A place on the earth, or Refused."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return Refused(say("There is no such place: latitude is at most 90, longitude at most 180."))
    kept = accuracy if accuracy is not None and math.isfinite(accuracy) and accuracy >= 0 else None
    return {"latitude": latitude, "longitude": longitude, "accuracy": kept}


def _acknowledge(_question: Question, said: str, _today: date) -> Any:
    if yes_or_no(said):
        return "OK"
    return Refused(say("Please tap OK, or write yes."))


def _photo(_question: Question, _said: str, _today: date) -> Any:
    return Refused(say("Please send a photo here; writing does not help with this one."))


def _recording(_question: Question, _said: str, _today: date) -> Any:
    return Refused(say("Please send a file or a recording here; writing does not help with this one."))


def _elsewhere(_question: Question, _said: str, _today: date) -> Any:
    return Refused(say("Please use the buttons for this one."))


READERS: Mapping[str, Reader] = {
    "text": _text,
    "barcode": _text,
    "integer": _integer,
    "decimal": _decimal,
    "range": _decimal,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "geopoint": _geopoint,
    "acknowledge": _acknowledge,
    "image": _photo,
    "audio": _recording,
    "video": _recording,
    "file": _recording,
}

# --- what a role adds ----------------------------------------------------------------------------------------


def _id_number(_question: Question, said: str, today: date) -> Any:
    """GB 11643: 18 signs with a check digit (or the 15 digits of old cards), and a birth that has been."""
    number = "".join(unicodedata.normalize("NFKC", said).split()).upper()
    if not any(sign.isdigit() for sign in number):
        return Refused(say("An identity number is asked for here: 18 digits, the last may be X."))
    if len(number) not in (15, 18):
        return Refused(say("An identity number has 18 signs, this one has {count}.", count=len(number)))
    if not (number[:-1].isascii() and number[:-1].isdigit() and number[-1] in "0123456789X"):
        return Refused(say("An identity number has digits alone; only the last of 18 may be X."))
    birth = number[6:14] if len(number) == 18 else "19" + number[6:12]
    if not _born(birth, today):
        return Refused(say("The day of birth in this number does not exist. Please compare it with the card."))
    if len(number) == 18 and ric.calc_check_digit(number) != number[17]:
        return Refused(say("The last digit does not fit the others. Please compare the number with the card."))
    return number


def _born(digits: str, today: date) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(1850, 1, 1) < day <= today


def _phone(_question: Question, said: str, _today: date) -> Any:
    number = unicodedata.normalize("NFKC", said)
    for sign in " -()":
        number = number.replace(sign, "")
    return number.removeprefix("+86") if number.removeprefix("+").isdigit() else said.strip()


ROLES: Mapping[str, Reader] = {"id_number": _id_number, "phone": _phone, "member_age": _age}

# --- yes and no ----------------------------------------------------------------------------------------------

YES = frozenset("是/是的/对/对的/好/好的/行/可以/有/有的/要/嗯/嗯嗯/继续/再加/同意/yes/y/ok/true/1".split("/"))  # noqa: SIM905
NO = frozenset("不/不是/否/没/没有/无/不用/不要/不了/没了/没有了/完了/就这些/不同意/no/n/false/none/0".split("/"))  # noqa: SIM905


def yes_or_no(said: str) -> bool | None:
    """Whether a text says yes or no; None where it says neither."""
    words = unicodedata.normalize("NFKC", said).strip(" 。.!！,，、").casefold()
    return True if words in YES else False if words in NO else None
