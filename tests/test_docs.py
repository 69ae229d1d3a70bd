"""The docs say what is there: every setting, command and question type, links that lead somewhere, tables in step."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.__main__ import cli
from bot.acts import action_labels
from bot.forms.support import TYPES
from bot.languages import DEFAULT, Languages
from bot.lifecycle import STEPS
from bot.settings import Settings
from bot.tables.people import COLUMNS, ROLE_WORDS
from handlers.menu import commands as menu_commands
from tests.documents import DOCUMENTS, OF_THE_PRODUCT, in_step, variable

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<=\]\()[^)\s]+(?=\))|(?<=src=\")[^\"]+")
COMMAND = re.compile(r"(?:^|[\s`（]|\.venv/bin/)cunqing ([a-z][a-z-]*(?: [a-z]+)?)")
PATH = re.compile(r"`((?:bot|handlers|storage|tests|deploy|locales|benchmarks)/[\w./-]*)`")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def page(name: str) -> str:
    return read(ROOT / "docs" / name)


def named(app: typer.Typer, before: str = "") -> Iterator[str]:
    """Every command that can be called: "run", "pack load"."""
    for command in app.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from named(group.typer_instance, f"{before}{group.name} ")


COMMANDS = sorted(named(cli))
WHERE = [f"{path.name} {link}" for path in PAGES for link in LINK.findall(read(path))]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_stands_in_the_docs(name: str) -> None:
    assert f"| `{variable(name)}` |" in page("settings.md")


def test_every_room_of_the_product_stands_in_the_map() -> None:
    rooms = {f"{each.name}/" if each.is_dir() else each.name for each in (ROOT / "bot").iterdir()}
    missing = [room for room in sorted(rooms) if "__" not in room and f"`bot/{room}`" not in page("developers.md")]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_docs(name: str) -> None:
    everything = "\n".join(map(read, PAGES))
    assert re.search(rf"\bcunqing {name}\b", everything), f"no page says what cunqing {name} does"


def test_the_docs_name_no_command_that_is_not_there() -> None:
    firsts = {name.split()[0] for name in COMMANDS}
    for path in PAGES:
        for found in COMMAND.findall(read(path)):
            first = found.split()[0]
            assert first in firsts, f"{path.name}: cunqing {found}"
            if first in {"pack", "import", "forms"}:
                assert found in COMMANDS, f"{path.name}: cunqing {found}"


@pytest.mark.parametrize("name", TYPES)
def test_a_question_type_stands_in_the_docs(name: str) -> None:
    assert f"`{name}`" in page("forms.md")


@pytest.mark.parametrize("where", WHERE)
def test_a_link_leads_somewhere(where: str) -> None:
    name, link = where.split(" ", 1)
    path = next(each for each in PAGES if each.name == name)
    if "://" not in link and not link.startswith("#"):
        assert (path.parent / link.partition("#")[0]).exists(), f"{name} links to {link}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_named_file_of_the_house_is_there(path: Path) -> None:
    for named_path in PATH.findall(read(path)):
        if not re.search(r"NAME|CODE", named_path):
            assert (ROOT / named_path).exists(), f"{path.name} names {named_path}"


def test_the_readme_begins_with_the_two_commands() -> None:
    first, second = FENCED.findall(read(README))[:2]
    assert first == "python3 deploy/setup.py && .venv/bin/cunqing demo\n"
    assert second == "python3 deploy/setup.py --test && .venv/bin/python -m tests\n"


def test_ci_calls_the_readmes_second_command() -> None:
    second = FENCED.findall(read(README))[1].strip()
    assert second in read(ROOT / ".ci" / "run").splitlines()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_drawn_document_is_in_step(name: str) -> None:
    assert in_step(name, DOCUMENTS[name]()), "run python -m tests.documents --write"


def test_admins_are_told_every_column_and_role_of_a_table_of_people() -> None:
    text = page("admin.md")
    for column in COLUMNS:
        assert f"**{column.heading}**" in text
    for word in ROLE_WORDS:
        assert word in text


def test_those_who_act_are_told_of_every_action_by_its_button() -> None:
    languages = Languages.load(ROOT / "locales")
    labels = {action: languages.said(words, DEFAULT) for action, words in action_labels.items()}
    assert set(labels) | set(OF_THE_PRODUCT) == set(STEPS)
    for action, label in labels.items():
        reader = page("cadre.md") if "reporter" in STEPS[action].by else page("clerk.md")
        assert label in reader, f"{action}: {label}"


def test_every_command_of_the_chats_menu_is_told_to_somebody() -> None:
    """Buttons by their labels, or commands by their names."""
    readers = page("cadre.md") + page("clerk.md")
    for name, label in menu_commands(Languages.load(ROOT / "locales"))[DEFAULT]:
        assert label in readers or f"/{name}" in readers, name


def test_secrets_that_lie_beside_the_code_get_neither_into_git_nor_into_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    left_out = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "*.tgz", "/data/", "/data-*/"} <= set(ignored)
    assert {"**/.env", "**/*.tgz", "data", "data-*", "**/settings.toml"} <= set(left_out)
