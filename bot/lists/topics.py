"""The topics as a list of two levels."""

from collections.abc import Sequence

from bot.forms.facts import Entry, folded
from bot.routing.model import Topic
from bot.routing.topics import propose
from bot.turn import Turn


class Topics:
    """What an item can be about: two levels, and proposals from words."""

    def __init__(self, turn: Turn) -> None:
        self.topics = turn.live.topics

    def get(self, name: str) -> Entry | None:
        """A topic by its code."""
        return next((_topic(topic) for topic in self.topics if topic.code == name), None)

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """The topics that the words propose, else those whose name or group has them: 水."""
        words = folded(text)
        found = propose(self.topics, text, limit) or [topic for topic in self.topics if words in folded(topic.name)]
        found = found or [topic for topic in self.topics if words in folded(topic.group)]
        return [_topic(topic) for topic in found[:limit]]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Without words nothing is proposed: the groups are shown."""
        return ()

    def groups(self) -> Sequence[Entry]:
        """The upper level, in the order of the notice."""
        return [Entry(group, group) for group in dict.fromkeys(topic.group for topic in self.topics)]

    def within(self, group: str) -> Sequence[Entry]:
        """The topics of a group."""
        return [_topic(topic) for topic in self.topics if topic.group == group]


def _topic(topic: Topic) -> Entry:
    return Entry(topic.code, topic.name, {"point": topic.point}, topic.group)
