"""Whatever is sent to whichever question is answered: it counts, or why not is said and the question stays."""

from typing import Any

import pytest

from bot.messages import Attachment, Contact, Location, Outgoing
from tests.deployment import Deployment, texts

KINDS: dict[str, dict[str, Any]] = {
    "sticker": {"kind": "sticker"},
    "poll": {"kind": "poll"},
    "newer": {"kind": "hologram"},
    "photo": {"attachment": Attachment("photo", "p", "u")},
    "document": {"attachment": Attachment("document", "d", "d", "表.xlsx")},
    "voice": {"attachment": Attachment("voice", "v", "v")},
    "video": {"attachment": Attachment("video", "v", "v")},
    "place": {"location": Location(36.57, 107.31)},
    "card": {"contact": Contact("13909340000", "某")},
    "nothing": {"text": ""},
}
USELESS = ("sticker", "poll", "newer", "nothing")  # to any question
FORMS = ("visit_log", "issue_report", "household_application", "asset_upkeep")


def first(shown: list[Outgoing]) -> str:
    """The data of the first button that leads on."""
    labels = [button for each in shown for row in each.buttons for button in row if button.data]
    onward = [button for button in labels if button.label in ("选好了", "不用", "没有")] or labels
    return onward[0].data if onward else ""


def states(place: Deployment) -> list[bytes]:
    """What stands in the forms that are open."""
    with place.app.reader.connect() as connection:
        found: Any = connection.exec_driver_sql("SELECT state FROM draft WHERE status = 'open'").scalars().all()
    return [place.vault.open(state) for state in found]


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_at_every_question_is_answered_and_the_form_goes_on(place: Deployment, form: str) -> None:
    shown, asked = place.said("李某", text=f"/{form}"), 0
    while states(place):
        before = states(place)
        for kind in USELESS:
            shown = place.said("李某", **KINDS[kind])
            assert texts(shown).strip(), kind
            assert states(place) == before, kind
        for kind, sent in KINDS.items():
            shown = place.said("李某", **sent)
            assert texts(shown).strip(), kind
            assert len(states(place)) == 1, kind
        data, asked = first(shown), asked + 1
        assert asked < 60
        shown = place.said("李某", button=data) if data else place.said("李某", text="五组水管冻裂，三户停水")
    with place.app.reader.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM item").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM dead_letter").scalar() == 0
