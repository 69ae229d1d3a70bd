"""Units over time: the notice's own reorganisation, a merger, a closing; old names still find them."""

from bot.messages import Action, Incoming
from storage import units
from tests.administration.conftest import Terminal
from tests.administration.test_rules import either_broken
from tests.deployment import OVERVIEW, WATER, Deployment, texts

HOUSING, EDUCATION, TRANSPORT = "621022-housing", "621022-education", "621022-transport"


def asked(place: Deployment, target: str, **values: str) -> str:
    """What a command would ask for."""
    action = Action("units_change", target, dict(values))
    incoming = Incoming(id=f"command/{target}/{sorted(values.items())}", action=action, language="zh")
    return texts(place.run(incoming)[incoming.id])


def test_the_poverty_office_becomes_the_revitalisation_bureau(either: Deployment) -> None:
    number = either.filed("李某")
    either.act("张某", number, "send_back", reason="不归我们")
    before = either.clock()
    either.clock.move(days=1)
    assert "环县乡村振兴局" in asked(either, OVERVIEW, do="rename", name="环县乡村振兴局")
    item = either.item(number)
    assert (item.lead, item.lead_name) == (OVERVIEW, "环县乡村振兴局")
    with either.app.reader.connect() as connection:
        live = either.app.live.current(connection)
        assert live.directory.unit("环县扶贫办").code == live.directory.unit("环县乡村振兴局").code == OVERVIEW
        assert units.named_at(connection, OVERVIEW, before) == "环县扶贫办"
        assert units.named_at(connection, OVERVIEW, either.clock()) == "环县乡村振兴局"


def test_a_merger_takes_people_open_items_functions_and_names_along(either: Deployment) -> None:
    number = either.filed("李某")
    assert "接手" in asked(either, WATER, do="merge", to=HOUSING, note="机构改革")
    assert either.item(number).lead == HOUSING
    assert either.item(either.filed("李某")).lead == HOUSING  # water is housing's work now
    with either.app.reader.connect() as connection:
        assert either.app.live.current(connection).directory.unit("环县水务局").code == HOUSING
    assert number in texts(either.said("张某", text="/inbox"))
    assert either_broken(either) == []


def closed_with_housing(place: Deployment) -> str:
    """The number of an item that is over, and that another unit assisted with."""
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.act("张某", number, "involve", unit=HOUSING)
    place.act("张某", number, "resolve", text="修好了")
    place.act("李某", number, "close")
    return number


def test_what_is_opened_again_lies_with_whoever_took_its_units_over(either: Deployment) -> None:
    number = closed_with_housing(either)
    asked(either, HOUSING, do="merge", to=EDUCATION, note="机构改革")
    asked(either, WATER, do="merge", to=TRANSPORT, note="机构改革")
    asked(either, EDUCATION, do="merge", to=OVERVIEW, note="又改了")
    either.act("李某", number, "reopen", reason="又坏了")
    item = either.item(number)
    assert (item.lead, item.assist) == (TRANSPORT, (OVERVIEW,))
    assert either_broken(either) == []


def test_one_that_took_over_the_lead_and_an_assisting_unit_assists_itself_not(place: Deployment) -> None:
    number = closed_with_housing(place)
    for unit in (HOUSING, WATER):
        asked(place, unit, do="merge", to=OVERVIEW, note="机构改革")
    place.act("李某", number, "reopen", reason="又坏了")
    assert (place.item(number).lead, place.item(number).assist) == (OVERVIEW, ())
    assert either_broken(place) == []


def test_a_unit_with_open_items_is_not_closed_without_a_successor(either: Deployment) -> None:
    number = either.filed("李某")
    assert "由谁接手" in asked(either, WATER, do="close")
    assert either.item(number).lead == WATER
    assert "由环县住建局接手" in asked(either, WATER, do="close", to=HOUSING)


def test_a_name_that_another_unit_has_is_refused(terminal: Terminal) -> None:
    refused = terminal("units", "rename", "环县水务局", "环县住建局")
    assert refused.status == 1
    assert HOUSING in refused.err


def test_a_unit_that_is_not_there_is_refused_with_a_suggestion(terminal: Terminal) -> None:
    refused = terminal("units", "merge", "环县水无局", "环县住建局")
    assert refused.status == 1
    assert "环县水务局" in refused.err
