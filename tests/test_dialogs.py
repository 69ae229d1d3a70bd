"""Whole conversations, as anyone can read them in tests/dialogs; `pytest --rewrite-dialogs` writes them anew."""

import asyncio
from pathlib import Path

import pytest

from tests.deployment import Deployment
from tests.talking import Play, rewritten, sections

FOLDER = Path(__file__).parent / "dialogs"
FILES = sorted(FOLDER.glob("*.md"))
TALKS = [(path, *section) for path in FILES for section in sections(path.read_text("utf-8"))]


@pytest.mark.parametrize(
    ("path", "heading", "who", "lines"), TALKS, ids=[f"{path.stem}-{heading}" for path, heading, _, _ in TALKS]
)
def test_a_dialogue_goes_as_it_is_written(
    place: Deployment, request: pytest.FixtureRequest, path: Path, heading: str, who: str, lines: list[str]
) -> None:
    went = asyncio.run(Play(place, who=who).play(lines))
    if request.config.getoption("--rewrite-dialogs"):
        path.write_text(rewritten(path.read_text("utf-8"), heading, went), "utf-8")
        return
    assert "\n".join(went) == "\n".join(lines)


def test_each_form_has_its_dialogues_and_each_dialogue_a_heading_of_its_own() -> None:
    assert {path.stem for path in FILES} >= {"visit_log", "household_application", "issue_report"}
    for path in FILES:
        headings = [heading for heading, _, _ in sections(path.read_text("utf-8"))]
        assert headings, path
        assert len(set(headings)) == len(headings), path
