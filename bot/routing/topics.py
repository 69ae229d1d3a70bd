"""What a sentence may be about: topics proposed from the words that people really use."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from bot.routing.model import Topic

_CLAUSES = re.compile(r"[^\w\s]+|\n")
_BLANKS = re.compile(r"\s+")
_PARTS = re.compile(r"[、，,/（）()“”‘’]|与|和|或|及")
_NAME_WEIGHT = 0.75  # a word of the topic's own name says a little less than a keyword that an admin chose
_LOOSE_WEIGHT = 0.4  # 墙裂 in 墙上裂了
_LOOSE_GAP = 2  # characters between two of a keyword's


class _Word(msgspec.Struct, frozen=True):
    """A word that speaks for a topic."""

    text: str
    topic: int  # its place in the list
    weight: float
    keyword: bool  # else a word of the topic's name or group


def propose(topics: Iterable[Topic], words: str, limit: int = 3) -> list[Topic]:
    """The topics that these words fit, the best first; none where nothing fits.

    Each keyword that stands in the text counts by the square of its length, less where several topics share it, and
    a word inside a longer one that was found does not count again. Where a topic has none, a keyword whose characters
    stand apart, in one clause, counts a little. A topic named in full goes before all.
    """
    known = tuple(topics)
    clauses = [clause for part in _CLAUSES.split(words.casefold()) if (clause := _BLANKS.sub("", part))]
    text = "".join(clauses)
    named = [topic for topic in known if text and text in {topic.code, "".join(_CLAUSES.split(topic.name))}]
    scores = _scores(_index(known), text, clauses)
    ordered = sorted(scores, key=lambda place: (-scores[place], place))
    return list(dict.fromkeys((*named, *(known[place] for place in ordered))))[:limit]


def _scores(index: dict[str, list[_Word]], text: str, clauses: Sequence[str]) -> dict[int, float]:
    """What speaks for each topic, by its place in the list."""
    exact: dict[int, list[_Word]] = defaultdict(list)
    loose: dict[int, list[_Word]] = defaultdict(list)
    for character in dict.fromkeys(text):
        for word in index.get(character, ()):
            if word.text in text:
                exact[word.topic].append(word)
            elif word.keyword and word.topic not in exact and _stands_apart(word.text, clauses):
                loose[word.topic].append(word)
    scores = {place: _weight(words) for place, words in exact.items()}
    for place, words in loose.items():
        if not any(word.keyword for word in exact.get(place, ())):
            scores[place] = scores.get(place, 0) + _LOOSE_WEIGHT * _weight(words)
    return scores


def _weight(words: Sequence[_Word]) -> float:
    """Each word once, without those that stand inside another one of them."""
    heaviest = {word.text: word.weight for word in sorted(words, key=lambda word: word.weight)}
    return sum(
        weight for text, weight in heaviest.items() if not any(text != other and text in other for other in heaviest)
    )


@lru_cache(maxsize=8)
def _index(topics: tuple[Topic, ...]) -> dict[str, list[_Word]]:
    """The words of all topics by their first character."""
    sharing = Counter(keyword.casefold() for topic in topics for keyword in dict.fromkeys(topic.keywords))
    found: dict[str, list[_Word]] = defaultdict(list)
    for place, topic in enumerate(topics):
        for keyword in dict.fromkeys(keyword.casefold() for keyword in topic.keywords):
            found[keyword[0]].append(_Word(keyword, place, len(keyword) ** 2 / math.sqrt(sharing[keyword]), True))
        for part in _name_parts(topic):
            found[part[0]].append(_Word(part, place, _NAME_WEIGHT * len(part) ** 2, False))
    return dict(found)


def _name_parts(topic: Topic) -> Iterator[str]:
    """Words of the name and of the group, of two characters or more."""
    for name in (topic.name, topic.group):
        yield from (part for part in _PARTS.split(name.casefold()) if len(part) > 1)


def _stands_apart(keyword: str, clauses: Sequence[str]) -> bool:
    """Whether the keyword's characters stand in one clause, in order, with little between them."""
    if len(keyword) < 2:
        return False
    return any(_follows(keyword, clause, start) for clause in clauses for start in _starts(keyword[0], clause))


def _starts(character: str, clause: str) -> Iterator[int]:
    start = clause.find(character)
    while start >= 0:
        yield start
        start = clause.find(character, start + 1)


def _follows(keyword: str, clause: str, at: int) -> bool:
    for character in keyword[1:]:
        at = clause.find(character, at + 1, at + 2 + _LOOSE_GAP)
        if at < 0:
            return False
    return True
