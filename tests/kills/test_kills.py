"""Some kills in the midst of work: nothing acknowledged is lost, and nothing is done twice."""

from pathlib import Path

from tests.kills.trial import Trial, points

KILLS = 6


def test_nothing_acknowledged_is_lost_however_often_the_server_is_killed(database: str, tmp_path: Path) -> None:
    outcome = Trial(tmp_path, KILLS, seed=20261124, url=database).run()
    assert outcome.wrong == []
    assert sum(outcome.kills.values()) == KILLS
    assert outcome.filed > 0
    assert outcome.repeated <= KILLS * len(points())  # what was on its way at a kill may be said again


def test_there_are_crash_points_before_and_after_whatever_cannot_be_taken_back() -> None:
    assert {"batch.loaded", "turn.done", "commit.before", "commit.after", "delivery.before", "delivery.after"} <= set(
        points()
    )
