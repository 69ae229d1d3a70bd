"""Which answer is to be changed, in words: 走访日期, 改日期, 日期不对."""

import re

from bot.forms.facts import folded
from bot.forms.model import Node, Question
from bot.forms.options import spellings
from bot.forms.turning import Turn
from bot.forms.walk import places
from bot.forms.wording import short

ASKING = " ?？。…"
FEWEST = 2  # characters of a name that may stand for the whole
LONGEST = 8  # characters: what is longer may be another thing to report
WISH = re.compile(r"(?:请|我想|我要|想|要|帮我)?(?:更改|修改|更正|改正|改一?下|改|重填|重写)")
WRONG = re.compile(r"(?:那?一?[项个题])?(?:[填写选点记]?错了?|不对|有误|不是这个|(?:要|想)?改(?:一?下)?)了?")


def meant(turn: Turn, text: str, *, chosen: bool = False) -> str:
    """The path of the answer that is named by its question, in short or in full; empty where none is.

    Where a change was asked for, by these words or `chosen` before, a part of a name is enough if no other has it.
    """
    words, asked = _apart(text)
    named = _named(turn)
    exact = [path for path, names in named.items() if words in names]
    parts = [path for path, names in named.items() if any(words in name for name in names)]
    if exact:
        return exact[0]
    return parts[0] if (asked or chosen) and len(words) >= FEWEST and len(parts) == 1 else ""


def asked_for(text: str) -> bool:
    """Whether a change is asked for, of whatever."""
    return len(text) <= LONGEST and WISH.match(folded(text)) is not None


def changeable(node: Node) -> bool:
    """Whether somebody's answer stands there."""
    question = node.question
    return question is None or not (question.computed or question.type == "note")


def _apart(text: str) -> tuple[str, bool]:
    """The words that may be a name, and whether the others ask for a change."""
    words = folded(text).strip(ASKING)
    wish = WISH.match(words)
    rest = words[wish.end() :] if wish else words
    wrong = next((found for found in WRONG.finditer(rest) if found.end() == len(rest) and found.start()), None)
    return (rest[: wrong.start()] if wrong else rest).strip(ASKING), bool(wish or wrong)


def _named(turn: Turn) -> dict[str, set[str]]:
    """What each answer that can be changed is called, by its path."""
    found = {}
    for path, node, indices in places(turn.form, turn.run):
        turn.run.indices = indices
        if node.question is not None and changeable(node):
            found[path] = _names(node.question, turn)
    return found


def _names(question: Question, turn: Turn) -> set[str]:
    labels = [short(question, turn.run), *([question.label.said(turn.run)] if question.label else [])]
    return {name.strip(ASKING) for label in labels for name in spellings(label)}
