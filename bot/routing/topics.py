"""What a sentence may be about: topics proposed from the words that people really use."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.routing.model import Topic

_NOT_WORDS = re.compile(r"[^\w]+")
_PARTS = re.compile(r"[、，,/（）()“”‘’]|与|和|或|及")
_NAME_WEIGHT = 0.75  # a word of the topic's own name says a little less than a keyword that an admin chose


def propose(topics: Iterable[Topic], words: str, limit: int = 3) -> list[Topic]:
    """The topics that these words fit, the best first; none where nothing fits.

    Each keyword that stands in the text counts by the square of its length, less where several topics share it, and
    a keyword inside a longer one that was found does not count again. A topic named in full goes before all.
    """
    known = list(topics)
    text = _NOT_WORDS.sub("", words).casefold()
    if not text:
        return []
    sharing = Counter(keyword for topic in known for keyword in set(topic.keywords))
    scored = [(_score(topic, text, sharing), -place, topic) for place, topic in enumerate(known)]
    best = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: entry[:2], reverse=True)
    return [topic for _score, _place, topic in best[:limit]]


def _score(topic: Topic, text: str, sharing: Counter[str]) -> float:
    if text == topic.code or text == _NOT_WORDS.sub("", topic.name):
        return 1e6
    keywords = _longest([keyword for keyword in topic.keywords if keyword.casefold() in text])
    score = sum(len(keyword) ** 2 / math.sqrt(sharing[keyword]) for keyword in keywords)
    named = [part for part in _name_parts(topic) if part in text and not any(part in each for each in keywords)]
    return score + _NAME_WEIGHT * sum(len(part) ** 2 for part in _longest(named))


def _name_parts(topic: Topic) -> Iterator[str]:
    """Words of the name and of the group, of two characters or more."""
    for name in (topic.name, topic.group):
        yield from (part for part in _PARTS.split(name.casefold()) if len(part) > 1)


def _longest(found: Sequence[str]) -> list[str]:
    """Each word once, without those that stand inside another one of them."""
    once = list(dict.fromkeys(found))
    return [word for word in once if not any(word != other and word in other for other in once)]
