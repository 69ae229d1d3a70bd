"""What people say who have nothing to answer: that there is none, that they do not know, that it may be passed over."""

import re
import unicodedata
from collections.abc import Iterable

from bot.forms.answers import yes_or_no
from bot.forms.expressions import Run
from bot.forms.facts import folded
from bot.forms.model import Question

SIGNS = " 。.!！,，、~～"
LONGEST = 16  # characters
ONWARD = frozenset(
    {"跳过", "略过", "略", "先跳过", "跳过吧", "下一步", "下一题", "下一个", "不填", "先不填", "skip", "next"}
)
UNKNOWN = re.compile(
    r"(?:我|他家|他|这个|也|还|都)*(?:不知道|不清楚|不晓得|不确定|不好说|[说记]不(?:准|好|清楚?|得)|看不出来?.{0,2}|没问)(?:了|啊)?|"
    r"(?:i )?(?:don't|do not) know|not sure|unknown"
)
NONE = re.compile(
    r"(?:他家|家里|户里|目前|暂时|现在|这次|也|都|再|真|就|啥|什么)*(?:没有?|无)"
    r"(?P<more>(?:什么|啥|任何|别的|其[他它]的?|多少|特别的?)*(?P<what>.*?))[了的啊呢]*"
)
NOT_TAKEN = re.compile(
    r"(?:这次|就|先|也|都)*(?:[没不未](?:有?拍|照|发|带)|拍不[了成]|不方便|[不没]在).{0,5}|免了"
)  # of a photo or a place


def says_none(said: str, labels: Iterable[str]) -> bool:
    """Whether a text says that there is none of what the question is about: 没有, 没啥要求, 无."""
    words = _words(said)
    return (yes_or_no(words) is False and not words.isdecimal()) or says_nought(said, labels)


def says_nought(said: str, labels: Iterable[str]) -> bool:
    """Whether a text says so of what can be counted, and does not only decline: 没有收入, but not 不用."""
    words = _words(said)
    found = NONE.fullmatch(words) if len(words) <= LONGEST else None
    return found is not None and any(found["what"] in label for label in labels)


def passes_over(said: str, question: Question) -> bool:
    """Whether a text only asks to go on: 跳过, 不清楚; of a photo or place also 没拍, 不在现场."""
    words = _words(said)
    if words in ONWARD or len(words) > LONGEST:
        return words in ONWARD
    return bool(UNKNOWN.fullmatch(words)) or (
        question.type in ("image", "geopoint") and bool(NOT_TAKEN.fullmatch(words))
    )


def only_onward(said: str) -> bool:
    """Whether a text is the word of a button that leads on, and no answer of any question."""
    return _words(said) in ONWARD


def labels(question: Question, run: Run) -> list[str]:
    """What a question asks, in each of its languages."""
    return [folded(words) for words in question.label.said(run).words.values()] if question.label else []


def _words(said: str) -> str:
    return unicodedata.normalize("NFKC", folded(said)).strip(SIGNS) if len(said) < 80 else said
