"""What is kept for a while only: forms that were put aside, for thirty days (B19)."""

import pytest

from bot.messages import Action, Incoming
from tests.deployment import Deployment, texts


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_a_form_that_was_put_aside_is_there_for_thirty_days(either: Deployment, days: int, kept: bool) -> None:
    either.said("李某", text="/issue_report")
    either.said("李某", text="村里水管冻裂了，五组三户停水三天")
    either.said("李某", text="/cancel")
    either.clock.move(days=days)
    either.run(Incoming(id="tidy/then", action=Action("tidy")))
    said = texts(either.said("李某", text="/resume"))
    assert ("归到哪一类" in said) is kept
    assert ("没有放下的表" in said) is not kept
