"""What a call to the Bot API can come to besides its answer: the channel's four failures, and five that end here.

The libraries name their errors differently and share the service's own sentences, which are read here once.
"""

import re

from bot.messages import Blocked, Rejected, Throttled, Unreachable

# Said by the service with 400, where 403 would be expected: there is nobody to write to, or no right to.
_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "group is deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights",
)
_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
    "message to pin not found",
    "message to unpin not found",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message to be replied not found",
)


class Moved(Exception):
    """The group has become a supergroup, with a new id."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group has a new id")
        self.chat = chat


class Unchanged(Rejected):
    """An edit found that the message says so already."""


class Gone(Rejected):
    """The message that was to be changed is no longer there, or no longer ours to change."""


class Refused(Unreachable):
    """The service does not know our token."""

    def __init__(self) -> None:
        super().__init__("the service refuses the token")


class Elsewhere(Unreachable):
    """Another process fetches updates with our token."""

    def __init__(self) -> None:
        super().__init__("another process polls with this token")


Failure = Blocked | Rejected | Throttled | Unreachable | Moved


def of_bad_request(description: str) -> Blocked | Rejected:
    """What the service's sentence of a 400 means."""
    said = description.lower()
    if "message is not modified" in said:
        return Unchanged(told(description))
    if any(phrase in said for phrase in _GONE):
        return Gone(told(description))
    if any(phrase in said for phrase in _NOBODY):
        return Blocked(told(description))
    return Rejected(told(description))


def told(description: str) -> str:
    """The service's own sentence without what it quotes (an address on a button may be a single-use link)."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|\S+://\S+", "…", description)[:200]
