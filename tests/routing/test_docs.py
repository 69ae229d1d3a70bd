"""docs/routing.md names every column of every table and every word that a cell may hold."""

import pytest

from bot.routing.explanation import COLUMNS as ORDER
from bot.routing.lists import AREA_COLUMNS, FUNCTION_COLUMNS, TOPIC_COLUMNS, UNIT_COLUMNS
from bot.routing.sheet import Column
from bot.routing.table import COLUMNS
from bot.routing.words import NOTIFY_NAMES, URGENCY_NAMES
from tests.catalogues import ROOT

DOCUMENT = (ROOT / "docs" / "routing.md").read_text(encoding="utf-8")
TABLES = [*COLUMNS, *AREA_COLUMNS, *FUNCTION_COLUMNS, *TOPIC_COLUMNS, *UNIT_COLUMNS]


@pytest.mark.parametrize("column", TABLES, ids=lambda column: column.code)
def test_every_column_stands_in_the_document(column: Column) -> None:
    assert f"{column.heading} `{column.code}`" in DOCUMENT


@pytest.mark.parametrize("names", [NOTIFY_NAMES, URGENCY_NAMES])
def test_every_word_of_a_cell_stands_in_the_document(names: dict[str, str]) -> None:
    assert all(f"{name} `{code}`" in DOCUMENT for code, name in names.items())


def test_the_order_of_precedence_stands_in_the_document_as_it_is() -> None:
    said = {"area": "地点", "topic": "事项", "form": "表单", "urgency": "紧急程度", "condition": "条件", "row": "行"}
    places = [DOCUMENT.index(f"{number}. **{said[column]}**") for number, column in enumerate(ORDER, start=1)]
    assert places == sorted(places)
