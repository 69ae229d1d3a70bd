"""What a sentence may be about: topics proposed from the words that people really use."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from bot.routing.model import Topic
from bot.routing.resembling import by_chance, resembling

_CLAUSES = re.compile(r"[^\w\s]+|\n")
_BLANKS = re.compile(r"\s+")
_PARTS = re.compile(r"[、，,/（）()“”‘’]|与|和|或|及")
_NAME_WEIGHT = 0.75  # a word of the topic's own name says a little less than a keyword that an admin chose
_SENTENCE = 6  # characters of what may be told by resemblance alone
_WORTH_OFFERING = 0.45  # of what speaks for the best one


class _Word(msgspec.Struct, frozen=True):
    """A word that speaks for a topic."""

    text: str
    topic: int  # its place in the list
    weight: float


def propose(topics: Iterable[Topic], words: str, limit: int = 3) -> list[Topic]:
    """The topics that these words fit, the best first; none where nothing fits.

    Each keyword that stands in the text counts by the square of its length, less where several topics share it, and
    a word inside a longer one that was found does not count again. What a text shares with all of a topic's words
    counts besides. A topic named in full goes before all.
    """
    known = tuple(topics)
    clauses = _clauses(words)
    text = "".join(clauses)
    named = [topic for topic in known if text and text in {topic.code, "".join(_CLAUSES.split(topic.name))}]
    scores = _fitting(known, clauses)
    ordered = sorted(scores, key=lambda place: (-scores[place], place))
    return list(dict.fromkeys((*named, *(known[place] for place in ordered))))[:limit]


def tells_of(topics: Iterable[Topic], words: str) -> bool:
    """Whether a keyword of any topic stands in these words; what merely resembles its words does not count."""
    known, clauses = tuple(topics), _clauses(words)
    return bool(_scores(_index(known), "".join(clauses)))


def _clauses(words: str) -> list[str]:
    return [clause for part in _CLAUSES.split(words.casefold()) if (clause := _BLANKS.sub("", part))]


def _fitting(topics: tuple[Topic, ...], clauses: Sequence[str]) -> Mapping[int, float]:
    """What speaks for the topics that may be offered, by their places."""
    scores = _scores(_index(topics), "".join(clauses))
    alike = resembling(topics, clauses)
    if not scores and (not alike or sum(map(len, clauses)) < _SENTENCE or by_chance(max(alike.values()), clauses)):
        return {}
    found = {place: scores.get(place, 0) + alike.get(place, 0) for place in scores.keys() | alike.keys()}
    least = _WORTH_OFFERING * max(found.values())
    return {place: score for place, score in found.items() if place in scores or score >= least}


def _scores(index: dict[str, list[_Word]], text: str) -> dict[int, float]:
    """What the words that stand in the text speak for each topic, by its place in the list."""
    found: dict[int, list[_Word]] = defaultdict(list)
    for character in dict.fromkeys(text):
        for word in index.get(character, ()):
            if word.text in text:
                found[word.topic].append(word)
    return {place: _weight(words) for place, words in found.items()}


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
            found[keyword[0]].append(_Word(keyword, place, len(keyword) ** 2 / math.sqrt(sharing[keyword])))
        for part in _name_parts(topic):
            found[part[0]].append(_Word(part, place, _NAME_WEIGHT * len(part) ** 2))
    return dict(found)


def _name_parts(topic: Topic) -> Iterator[str]:
    """Words of the name and of the group, of two characters or more."""
    for name in (topic.name, topic.group):
        yield from (part for part in _PARTS.split(name.casefold()) if len(part) > 1)
