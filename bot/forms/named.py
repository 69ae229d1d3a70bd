"""The choices that a sentence names: 因病因学, 见到户主了, 看病不正常. What is left must say nothing of its own."""

import re

from bot.forms.expressions import Run
from bot.forms.facts import folded
from bot.forms.model import Node, Question
from bot.forms.nothing import labels
from bot.forms.options import Option, options, spellings

LONGEST = 30  # characters of a sentence that only names choices
PHRASE = 2  # characters of the question's own words that may be said again, though they deny: 不正常
IDLE = re.compile(
    r"(?:因为|主要|应该|属于|见到|见了|选择?|比较|[的了是就也还都有吧啊呢嘛呀哦嗯着过说和跟与、,.;!?。比他她我家这那]|\s)+"
)
FIRST = re.compile(r"[^，,（(]+")  # of a label with an explanation: 很急，影响生活


def named_in(node: Node, said: str, run: Run) -> list[str]:
    """The choices that a text names in any order; none where it says more than their names."""
    rest, found = folded(said), list[str]()
    if node.question is None or len(rest) > LONGEST:
        return []
    for words, option in _by_length(options(node, run)):
        if words in rest:
            rest = rest.replace(words, " ")
            found.append(option.name)
    return list(dict.fromkeys(found)) if found and _idle(rest, node.question, run) else []


def _by_length(offered: list[Option]) -> list[tuple[str, Option]]:
    """Each spelling that one choice alone has, the longest first: 不同意 before 同意."""
    of: dict[str, list[Option]] = {}
    for option in offered:
        for spelling in _spelt(option):
            of.setdefault(spelling, []).append(option)
    alone = [(spelling, found[0]) for spelling, found in of.items() if spelling and len(found) == 1]
    return sorted(alone, key=lambda each: -len(each[0]))


def _spelt(option: Option) -> set[str]:
    whole = spellings(option.label)
    return whole | {found[0].strip() for label in whole if (found := FIRST.match(label))}


def _idle(rest: str, question: Question, run: Run) -> bool:
    """Whether nothing is left but the question's own words and what fills a sentence."""
    for label in labels(question, run):
        for phrase in sorted(_shared(label, rest), key=len, reverse=True):
            rest = rest.replace(phrase, " ")
    return not IDLE.sub("", rest)


def _shared(label: str, rest: str) -> set[str]:
    """The phrases that stand in both."""
    ends = range(len(rest) + 1)
    return {rest[at:end] for at in ends for end in ends if end - at >= PHRASE and rest[at:end] in label}
