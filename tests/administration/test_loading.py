"""A form of one's own comes in by itself, and a pack that is loaded again undoes nothing unasked."""

from pathlib import Path

import openpyxl
import pytest

from tests.administration.conftest import Terminal, change
from tests.deployment import PACK, VILLAGE, WATER, Deployment, texts


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return written(tmp_path, "有没有险情？", "2026112401")


def written(folder: Path, asked: str, version: str) -> Path:
    """A form of two questions."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    survey = book.create_sheet("survey")
    head = ["type", "name", "label", "required"]
    for row in (head, ["text", "seen", asked, "yes"], ["text", "spot", "在哪里？", "yes"]):
        survey.append(row)
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "version"])
    settings.append(["防汛巡查", "flood_watch", version])
    path = folder / "防汛巡查.xlsx"
    book.save(path)
    return path


def test_a_form_comes_in_by_itself_and_what_was_begun_goes_on_as_it_began(
    terminal: Terminal, tmp_path: Path, form: Path
) -> None:
    assert terminal("forms", "load", form).out == "“防汛巡查”可以用了，版本2026112401。\n"
    place = Deployment(tmp_path)
    assert "有没有险情？" in texts(place.said("李某", text="防汛巡查"))
    place.close()
    newer = written(tmp_path, "河水涨了没有？", "2026113001")
    assert terminal("forms", "load", newer).status == 0
    place = Deployment(tmp_path)
    place.said("李某", text="没有")
    assert "有没有险情？" in texts(place.said("李某", text="上一步"))
    assert "河水涨了没有？" in texts(place.said("孙某", text="防汛巡查"))
    place.close()


def test_another_content_under_the_same_version_is_refused(terminal: Terminal, tmp_path: Path, form: Path) -> None:
    assert terminal("forms", "load", form).status == 0
    assert terminal("forms", "load", form).status == 0  # the same once more
    refused = terminal("forms", "load", written(tmp_path, "河水涨了没有？", "2026112401"))
    assert refused.status == 1
    assert "把version写大一些" in refused.err
    place = Deployment(tmp_path)
    assert "有没有险情？" in texts(place.said("李某", text="防汛巡查"))
    place.close()


@pytest.mark.parametrize(
    ("version", "before"),
    [("2026113001", "2026112401"), ("2026-12-01", "2026112401"), ("1.10", "1.9"), ("v2", "v1"), ("乙", "甲")],
)
def test_an_older_version_is_loaded_only_where_that_is_meant(
    terminal: Terminal, tmp_path: Path, version: str, before: str
) -> None:
    old, new = (written(tmp_path, "有没有险情？", each).rename(tmp_path / f"{each}.xlsx") for each in (before, version))
    assert [terminal("forms", "load", each).status for each in (old, new, new)] == [0, 0, 0]
    refused = terminal("forms", "load", old)
    assert refused.status == 1
    assert version in refused.err
    assert "--anyway" in refused.err
    assert asked_by(tmp_path) == version
    assert terminal("forms", "load", old, "--anyway").status == 0
    assert asked_by(tmp_path) == before
    assert terminal("forms", "load", new).status == (1 if version == "乙" else 0)


def asked_by(folder: Path) -> str:
    """The live version of the form."""
    place = Deployment(folder)
    with place.app.reader.connect() as connection:
        found = place.app.live.current(connection).current["flood_watch"]
    place.close()
    return found


def test_a_pack_brings_no_form_that_is_older_than_the_live_one(terminal: Terminal, tmp_path: Path) -> None:
    newer = tmp_path / "issue_report.md"
    old = (PACK / "forms" / "issue_report.md").read_text(encoding="utf-8")
    assert "2026-11-24" in old
    newer.write_text(old.replace("2026-11-24", "2026-11-25"), encoding="utf-8")
    assert terminal("forms", "load", newer).status == 0
    refused = terminal("pack", "load", PACK)
    assert (refused.status, "旧" in refused.err) == (1, True)
    assert terminal("pack", "load", PACK, "--anyway").status == 0


def test_a_form_with_a_mistake_is_not_loaded(terminal: Terminal, tmp_path: Path, form: Path) -> None:
    book = openpyxl.load_workbook(form)
    book["survey"]["A2"] = "txt"
    book.save(form)
    assert terminal("forms", "load", form).status == 2


def test_a_pack_that_is_loaded_again_undoes_nothing_unasked(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("pack", "load", PACK).status == 0
    assert terminal("pack", "load", PACK).status == 0  # nothing was changed in between
    book = tmp_path / "rules.xlsx"
    terminal("rules", "export", book)
    change(book, "rules", "lead", {"drinking_water": "housing"}, key="topic")
    terminal("rules", "import", book, "--note", "饮水交住建")
    assert terminal("pack", "load", PACK).status == 0  # a draft sends nothing yet
    assert terminal("rules", "publish", "--even-so").status == 0
    refused = terminal("pack", "load", PACK)
    assert refused.status == 1
    assert "没有载入" in refused.err
    case = ("--form", "issue_report", "--topic", "drinking_water", "--area", VILLAGE, "--json")
    assert terminal("route", *case).json["lead"]["code"] == "621022-housing"
    assert terminal("pack", "load", PACK, "--anyway").status == 0
    assert terminal("route", *case).json["lead"]["code"] == WATER
