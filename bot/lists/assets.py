"""The project assets of one's villages as a list."""

from collections.abc import Sequence

from bot.forms.facts import Entry
from bot.lists.villages import OfVillages
from bot.messages import Labels
from bot.sought import sought
from storage import assets
from storage.assets import Asset


class Assets(OfVillages):
    """The project assets of one's villages: those that nobody has looked at for longest first."""

    def get(self, name: str) -> Entry | None:
        """An asset by its code."""
        found = assets.by_code(self.turn.connection, self.scope, name)
        return _asset(found) if found is not None else None

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """By name, place or keeper."""
        return [_asset(each) for each in assets.search(self.turn.connection, self.scope, sought(text), limit)]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Those that nobody has looked at for longest."""
        return [_asset(each) for each in assets.longest_unseen(self.turn.connection, self.scope, limit)]


def _asset(asset: Asset) -> Entry:
    label = f"{asset.name}·{asset.place}" if asset.place else asset.name
    fields = {"called": asset.name, "place": asset.place, "area": asset.area, "keeper": asset.keeper,
              "topic": asset.topic, "condition": asset.condition, "last_look": asset.looked_on or ""}  # fmt: skip
    return Entry(asset.code, Labels({"zh": label, "en": label}), fields)
