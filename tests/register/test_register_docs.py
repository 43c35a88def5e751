"""The page about the register's files is what the column data say, and the column data are the model's fields."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from quarterbook.register import Settings
from quarterbook.register.describe import up_to_date
from quarterbook.register.tables import SETTING_KEYS, SETTINGS, TABLES, Table

PAGE = Path(__file__).parents[2] / "docs" / "register.md"


def test_the_page_has_a_table_for_every_file_and_each_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"<!-- columns: (\w+) -->", page) == [table.name for table in TABLES]
    assert up_to_date(page) == page, "run: python -m quarterbook.register.describe docs/register.md"


def test_a_table_is_made_anew_whatever_stands_in_its_place() -> None:
    page = PAGE.read_text(encoding="utf-8")
    stale = page.replace("| `title` |", "| `heading` |")
    assert stale != page
    assert up_to_date(stale) == page


@pytest.mark.parametrize("table", [table for table in TABLES if table is not SETTINGS], ids=lambda table: table.name)
def test_the_columns_are_the_fields_of_the_model_in_their_order(table: Table) -> None:
    assert [column.name for column in table.columns] == [field.name for field in fields(table.row)]


def test_the_known_settings_are_the_fields_of_the_model() -> None:
    assert [*(key.name for key in SETTING_KEYS), "other"] == [field.name for field in fields(Settings)]
