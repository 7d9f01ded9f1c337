"""docs/knowledge.md says what the tables and the scripts that refresh them say."""

import os
import re

import pytest

from tests.cli import ROOT
from tests.refresh import page

PATH = os.path.join(ROOT, page.PATH)


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    current = page.page()
    if request.config.getoption("--update"):
        with open(PATH, "w", encoding="utf-8") as file:
            file.write(current)
    with open(PATH, encoding="utf-8") as file:
        assert file.read() == current, "run `pytest tests/test_knowledge.py --update`"


@pytest.mark.parametrize("table", list(page.tables()), ids=lambda table: table.name)
def test_a_table_says_where_it_comes_from(table: page.Table) -> None:
    assert re.search(r"sources?:?\b|from|github\.com|guides|follow|defaults of", table.source, re.I)


def test_every_script_is_named_with_what_it_needs() -> None:
    text = page.page()
    for name in page.NAMES:
        assert f"| `{name}` |" in text
    for name in ("end_of_life_dates", "official_images", "engine_versions", "cis"):
        assert re.search(rf"\| \[{name}\]\(.*\) \|.*\| `{name}` \|", text)
