"""What a person has said so far in a form, what they can say next, and what the form answers. All have a JSON form."""

from datetime import datetime
from typing import Any, get_args

import msgspec

from bot.messages import Said as Saying


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the current question is being looked at; it belongs to `path` alone."""

    path: str = ""
    page: int = 0
    words: str = ""  # what a long list is searched for
    group: str = ""  # the group of a long list that is open
    open: bool = False  # the whole list was asked for, not the proposals
    toggled: tuple[str, ...] = ()


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answers by path ("/data/member[2]/age"); None is a skip, True or False after a repeat's path means another one.

    There is no cursor: the current question is the one being edited, else the first relevant one without an answer.
    """

    form: str
    version: str
    began: datetime
    seed: int = 0
    answers: dict[str, Any] = {}
    aside: dict[str, Any] = {}  # answers that are not relevant now, and come back when they are
    known: tuple[str, ...] = ()  # paths that nobody had to answer
    editing: str = ""
    changing: bool = False  # choosing what to change
    album: str = ""  # the answer to which a further photo belongs
    about: str = ""  # the item that this corrects, for whoever began it; the form does not look at it
    sources: dict[str, str] = {}  # what somebody said or sent, by its id in the chat: the path that it answered
    view: View = View()


# --- what can be said ----------------------------------------------------------------------------------------


class Given(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """One thing that a person does with a form."""


class Said(Given, frozen=True):
    text: str


class Chosen(Given, frozen=True):
    value: str


class Toggled(Given, frozen=True):
    value: str


class Confirmed(Given, frozen=True):
    """The choices of a select_multiple are complete."""


class Place(Given, frozen=True):
    latitude: float  # degrees, WGS 84
    longitude: float
    accuracy: float | None = None  # metres


class Photo(Given, frozen=True):
    """An attachment, by the channel's reference; `reference` is JSON that the form keeps as it is."""

    reference: dict[str, Any]
    kind: str = "photo"  # photo, voice, video, document
    joins: str = ""  # the answer that the rest of its album is in, whatever was asked since


class Skip(Given, frozen=True):
    pass


class Back(Given, frozen=True):
    pass


class More(Given, frozen=True):
    yes: bool


class Page(Given, frozen=True):
    number: int


class Group(Given, frozen=True):
    """Opens a group of a long list; the empty name opens the list of groups."""

    name: str = ""


class Change(Given, frozen=True):
    """Goes to an answer in order to change it; the empty path leaves it as it is."""

    path: str = ""


class Review(Given, frozen=True):
    """Shows all answers; with `change`, in order to choose one."""

    change: bool = False


class Submit(Given, frozen=True):
    pass


AnyGiven = (
    Said | Chosen | Toggled | Confirmed | Place | Photo | Skip | Back | More | Page | Group | Change | Review | Submit
)


KINDS: dict[str, type[Given]] = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyGiven)}


def given_of(values: Any) -> AnyGiven:
    """A Given from its JSON, as a button carries it; raises msgspec.ValidationError."""
    kind = KINDS.get(values.get("type", "")) if isinstance(values, dict) else None
    # Converting to the one kind is twenty times faster than to the union of all.
    wanted: Any = kind or AnyGiven
    return msgspec.convert(values, wanted)  # type: ignore[no-any-return]


# --- what the form answers -----------------------------------------------------------------------------------


class Record(msgspec.Struct, frozen=True):
    """A finished form: relevant answers by path, calculations too; what they mean by role; which paths are sensitive.

    A role in a repeat has a list of values; the role of a repeat itself a list of its instances, each
    by role, or by question name where there is none.
    """

    form: str
    version: str
    answers: dict[str, Any]
    roles: dict[str, Any]
    sensitive: tuple[str, ...]


class Reply(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """One thing that a form says."""


class Ask(Reply, frozen=True):
    path: str


class Refused(Reply, frozen=True):
    why: Saying
    path: str = ""


class Noted(Reply, frozen=True):
    """An answer that was given by a button, which the button's message does not show any more."""

    path: str


class Changing(Reply, frozen=True):
    """Which answer should be changed?"""


class Reviewed(Reply, frozen=True):
    """All answers are there."""


class Done(Reply, frozen=True):
    record: Record
