"""The lists outside the workbooks that forms choose from, as the person who speaks may see them.

Each reads only when a form looks into it, so that an answer that needs no list costs no statement.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bot import notices
from bot.forms.facts import Entry, Lookup
from bot.live import Live
from bot.messages import Action, Labels
from bot.rights import Right, Scope, scope_of
from bot.routing.categories import CATEGORIES
from bot.routing.model import Area, Topic
from bot.routing.names import label
from bot.routing.topics import propose
from bot.turn import Turn
from storage import Connection, assets, households, watched
from storage.assets import Asset
from storage.chats import Draft
from storage.households import Household


def lists(turn: Turn, scope: Scope | None = None) -> Mapping[str, Lookup]:
    """The lists by the name that workbooks call them; a scope other than one's own for what is named in an item."""
    return _Lists(turn, scope)


class _Lists(Mapping[str, Lookup]):
    """Each is made when a form first asks for it: most answers ask for none."""

    __slots__ = ("_made", "_scope", "_turn")

    def __init__(self, turn: Turn, scope: Scope | None) -> None:
        self._turn, self._scope = turn, scope
        self._made: dict[str, Lookup] = {}

    def __getitem__(self, name: str) -> Lookup:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = LISTS[name](self._turn, self._scope)
        return made

    def get(self, name: str, default: Any = None) -> Any:  # without the detour of a Mapping's own
        return self[name] if name in LISTS else default

    def __iter__(self) -> Iterator[str]:
        return iter(LISTS)

    def __len__(self) -> int:
        return len(LISTS)


class _Answers(msgspec.Struct):
    """What of a draft's state says what it is about."""

    answers: dict[str, Any] = {}


_answers = msgspec.json.Decoder(_Answers)


def read_ahead(connection: Connection, live: Live, turns: Iterable[tuple[Draft, Action | None]]) -> None:
    """Reads the households that a batch's drafts are about and that its buttons name, in one statement."""
    households.read_ahead(connection, {code for draft, tapped in turns for code in _about(live, draft, tapped)})


def _about(live: Live, draft: Draft, tapped: Action | None) -> list[str]:
    try:
        paths = live.asked_from(draft.form, draft.version, "households")
        answers = _answers.decode(draft.state).answers
    except Exception:  # whatever is wrong with a draft, its own turn will meet it, and no other one
        return []
    found = [answers.get(path) for path in paths]
    if tapped is not None and tapped.target in paths:
        found.append(tapped.values.get("given", {}).get("value"))
    return [code for code in found if isinstance(code, str)]


class OfVillages:
    """A list on one level, of what lies in the villages of whoever speaks, or in a scope that is given."""

    def __init__(self, turn: Turn, scope: Scope | None = None) -> None:
        self.turn = turn
        self._within = scope

    def groups(self) -> Sequence[Entry]:
        """One level only."""
        return ()

    def within(self, group: str) -> Sequence[Entry]:
        """One level only."""
        return ()

    @property
    def scope(self) -> Scope:
        """What may be chosen."""
        if self._within is None:
            assert self.turn.person is not None  # noqa: S101 - strangers fill in no forms
            self._within = scope_of(self.turn.person)
        return self._within


class Households(OfVillages):
    """The register of one's villages: those who are due for a visit first, any of them by name."""

    def __init__(self, turn: Turn, scope: Scope | None = None) -> None:
        super().__init__(turn, scope)
        self._plain = scope is not None  # named in an item, for whoever reads that
        self._found: dict[str, Entry | None] = {}

    def get(self, name: str) -> Entry | None:
        """A household by its code; kept for the turn, since a form asks for several of its columns."""
        if name not in self._found:
            found = households.by_code(self.turn.connection, self.scope, name)
            self._found[name] = self._entry(found) if found is not None else None
        return self._found[name]

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """By the head's or a member's name, or the initials in pinyin."""
        found = households.search(self.turn.connection, self.scope, text.strip(), limit)
        return [self._entry(household) for household in found]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Whom to visit first."""
        found = watched.due(self.turn.connection, self.scope, limit, self.turn.today)
        return [self._entry(household) for household in found]

    def _entry(self, household: Household) -> Entry:
        named = _plainly(household) if self._plain else _named(household, self.turn)
        return Entry(household.code, named, _Columns(household, self.turn))


def _category(household: Household) -> Labels:
    return CATEGORIES.get(household.category, Labels({"zh": household.category}))


# The columns of a household by the names that workbooks call them.
_COLUMNS: Mapping[str, Callable[[Household, Turn], Any]] = {
    "head": lambda household, _: household.head,
    "group": lambda household, _: household.group,
    "area": lambda household, _: household.area,
    "members": lambda household, _: household.size if household.size is not None else "",
    "category": lambda household, _: household.category,
    "category_label": lambda household, turn: turn.said(_category(household)),
    "last_visit": lambda household, _: household.last_visit or "",
    "last_income": lambda household, _: household.last_income,
    "phone": lambda household, turn: turn.offices.vault.open_text(household.phone),
    "id_number": lambda household, turn: turn.offices.vault.open_text(household.id_number),
}


class _Columns(Mapping[str, Any]):
    """A household's columns, worked out, and unsealed, only where a form looks at one."""

    __slots__ = ("_household", "_turn")

    def __init__(self, household: Household, turn: Turn) -> None:
        self._household, self._turn = household, turn

    def __getitem__(self, name: str) -> Any:
        return _COLUMNS[name](self._household, self._turn)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in _COLUMNS else default

    def __iter__(self) -> Iterator[str]:
        return iter(_COLUMNS)

    def __len__(self) -> int:
        return len(_COLUMNS)


def _named(household: Household, turn: Turn) -> Labels:
    """A household as a button shows it: 李某（脱贫不稳定户，已31天）, 王某甲·二组."""
    if household.category not in watched.WATCHED or household.last_visit is None:
        return _plainly(household)
    category = _category(household)
    days = (turn.today - household.last_visit).days
    if days <= 0:
        seen = {"zh": f"{household.head}（{category.words['zh']}，今天走访过）"}
        return Labels(seen | {"en": f"{household.head} ({category.words['en']}, visited today)"})
    return Labels(
        {
            "zh": f"{household.head}（{category.words['zh']}，已{days}天）",
            "en": f"{household.head} ({category.words['en']}, {days} days ago)",
        }
    )


def _plainly(household: Household) -> Labels:
    where = f"·{household.group}" if household.group else ""
    return Labels({"zh": household.head + where, "en": household.head + where})


class Assets(OfVillages):
    """The project assets of one's villages: those that nobody has looked at for longest first."""

    def get(self, name: str) -> Entry | None:
        """An asset by its code."""
        found = assets.by_code(self.turn.connection, self.scope, name)
        return _asset(found) if found is not None else None

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """By name, place or keeper."""
        return [_asset(each) for each in assets.search(self.turn.connection, self.scope, text.strip(), limit)]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Those that nobody has looked at for longest."""
        return [_asset(each) for each in assets.longest_unseen(self.turn.connection, self.scope, limit)]


def _asset(asset: Asset) -> Entry:
    label = f"{asset.name}·{asset.place}" if asset.place else asset.name
    fields = {"called": asset.name, "place": asset.place, "area": asset.area, "keeper": asset.keeper,
              "topic": asset.topic, "condition": asset.condition, "last_look": asset.looked_on or ""}  # fmt: skip
    return Entry(asset.code, Labels({"zh": label, "en": label}), fields)


class Areas:
    """The area tree: one's own villages first, any other by name."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn

    def get(self, name: str) -> Entry | None:
        """A place by its code."""
        area = self.turn.live.directory.areas.get(name)
        return self._entry(area) if area is not None else None

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """Places whose name holds these words: those of one's own townships and counties first."""
        directory = self.turn.live.directory
        words = text.strip().rpartition("/")[2]
        near = {code for village in self._own() for code in directory.chains[village][:3]}
        found = [
            area for area in directory.areas.values() if words in area.name and area.level in ("village", "township")
        ]
        found.sort(key=lambda area: (not near.intersection(directory.chains[area.code]), len(area.name), area.code))
        return [self._entry(area) for area in found[:limit]]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """One's own villages."""
        return [self._entry(self.turn.live.directory.areas[code]) for code in self._own()[:limit]]

    def groups(self) -> Sequence[Entry]:
        """The counties."""
        return [self._entry(area) for area in self.turn.live.directory.areas.values() if area.level == "county"]

    def within(self, group: str) -> Sequence[Entry]:
        """The townships of a county."""
        return [self._entry(area) for area in self.turn.live.directory.areas.values() if area.parent == group]

    def _own(self) -> list[str]:
        person = self.turn.person
        return [path.rpartition("/")[2] for path in person.areas(Right.FILE)] if person is not None else []

    def _entry(self, area: Area) -> Entry:
        own = area.code in self._own()
        path = label(area.name) if own else notices.where(self.turn.live, area.code)
        return Entry(area.code, path, {"level": area.level, "parent": area.parent}, area.parent)


class Topics:
    """What an item can be about: two levels, and proposals from words."""

    def __init__(self, turn: Turn) -> None:
        self.topics = turn.live.topics

    def get(self, name: str) -> Entry | None:
        """A topic by its code."""
        return next((_topic(topic) for topic in self.topics if topic.code == name), None)

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """The topics that the words propose."""
        return [_topic(topic) for topic in propose(self.topics, text, limit)]

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


LISTS: Mapping[str, Callable[[Turn, Scope | None], Lookup]] = {
    "households": Households,
    "areas": lambda turn, _scope: Areas(turn),
    "topics": lambda turn, _scope: Topics(turn),
    "assets": Assets,
}
