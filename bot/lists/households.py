"""The register of one's villages as a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.forms.facts import Entry
from bot.lists.villages import OfVillages
from bot.messages import Labels
from bot.rights import Scope
from bot.routing.categories import CATEGORIES
from bot.sought import sought
from bot.turn import Turn
from storage import households, watched
from storage.households import Household


class Households(OfVillages):
    """The register of one's villages: those who are due for a visit first, any of them by name."""

    def __init__(self, turn: Turn, scope: Scope | None = None) -> None:
        super().__init__(turn, scope)
        self._found: dict[str, Entry | None] = {}

    def get(self, name: str) -> Entry | None:
        """A household by its code, as an answer names it; kept for the turn, since a form asks for several columns."""
        if name not in self._found:
            found = households.by_code(self.turn.connection, self.scope, name)
            self._found[name] = self._entry(found, _plainly(found)) if found is not None else None
        return self._found[name]

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """By the head's or a member's name, or the initials in pinyin."""
        words = sought(text)
        found = households.search(self.turn.connection, self.scope, words, limit)
        others = [each.code for each in found if words not in each.head]  # found by a member, or by initials
        family = households.members_named(self.turn.connection, others, words) if others else {}
        return [self._entry(each, self._offered(each, family.get(each.code, ""))) for each in found]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Whom to visit first."""
        found = watched.due(self.turn.connection, self.scope, limit, self.turn.today)
        return [self._entry(each, self._offered(each)) for each in found]

    def _entry(self, household: Household, words: Labels) -> Entry:
        return Entry(household.code, words, _Columns(household, self.turn))

    def _offered(self, household: Household, member: str = "") -> Labels:
        """As a button shows it: with the member by whom it was found, or with how long ago it was seen."""
        return _with_member(household, member) if member else _named(household, self.turn)


UNSAID = Labels({"zh": "类别待定", "en": "category not known yet"})  # of a household that was added on a visit


def _category(household: Household) -> Labels:
    return CATEGORIES.get(household.category, Labels({"zh": household.category}) if household.category else UNSAID)


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


def _with_member(household: Household, member: str) -> Labels:
    """A household that was found by the name of somebody else in it."""
    plain = _plainly(household).words
    return Labels({"zh": f"{plain['zh']}（家人：{member}）", "en": f"{plain['en']} (family: {member})"})
