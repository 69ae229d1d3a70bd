"""A place that is served, for the tests of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.place import Place, prepared, served


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture(scope="module")
def place(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with served(template, tmp_path_factory.mktemp("place") / "data") as served_place:
        yield served_place


@pytest.fixture(scope="module")
def real_place(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Not a demonstration."""
    with served(template, tmp_path_factory.mktemp("real") / "data", demonstration=False) as served_place:
        yield served_place


@pytest.fixture
def own_place(template: Path, tmp_path: Path) -> Iterator[Place]:
    """One of the test's own."""
    with served(template, tmp_path / "data") as served_place:
        yield served_place
