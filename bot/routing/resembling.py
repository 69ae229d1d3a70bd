"""How much a sentence resembles a topic's words: by the characters, and the pairs of them, that both have.

People say one thing in more ways than a table lists.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.routing.model import Topic

PAIR = 1.5  # what two characters say beside one
LEAST = 4.5  # for each root of the sentence's characters; less is chance


def resembling(topics: tuple[Topic, ...], clauses: Sequence[str]) -> Mapping[int, float]:
    """How much each topic does, by its place in the list, where it shares anything with these clauses."""
    weights, scores = _weights(topics), defaultdict[int, float](float)
    for part in {part for clause in clauses for part in _parts(clause)}:
        for place, weight in weights.get(part, ()):
            scores[place] += weight
    return scores


def by_chance(score: float, clauses: Sequence[str]) -> bool:
    """Whether a sentence may resemble a topic so much and have nothing to do with it."""
    return score < LEAST * math.sqrt(len({character for clause in clauses for character in clause}))


@lru_cache(maxsize=8)
def _weights(topics: tuple[Topic, ...]) -> Mapping[str, Sequence[tuple[int, float]]]:
    """What each part says for the topics that have it: more where few do, and this one in many of its words."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for place, topic in enumerate(topics):
        for word in dict.fromkeys((*topic.keywords, topic.name, topic.group)):
            for part in set(_parts(word.casefold())):
                counts[part][place] += 1
    return {
        part: [(place, _weight(part, count, by_topic, len(topics))) for place, count in by_topic.items()]
        for part, by_topic in counts.items()
    }


def _weight(part: str, count: int, by_topic: Counter[int], topics: int) -> float:
    rarity = math.log((topics + 1) / len(by_topic))
    share = math.sqrt(count / by_topic.total())
    return (PAIR if len(part) > 1 else 1) * rarity * (1 + math.log(count)) * share


def _parts(text: str) -> Iterator[str]:
    yield from (character for character in text if character.isalnum())
    yield from (text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum())
