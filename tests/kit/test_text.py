"""Text from outside: what PostgreSQL cannot keep is taken out, the rest stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit.text import clean, preview


@given(st.text())
def test_what_is_cleaned_can_be_kept_and_is_not_changed_otherwise(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned.encode().decode()
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_good_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(("text", "kept"), [("a\x00b", "ab"), ("cut \ud83d", "cut ?"), ("👍🏽 ok", "👍🏽 ok")])
def test_examples(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(), st.integers(2, 200))
def test_a_preview_is_one_line_of_at_most_its_length(text: str, length: int) -> None:
    line = preview(text, length)
    assert len(line) <= length
    assert "\n" not in line
    assert line == line.strip()


def test_a_preview_shows_the_beginning_and_that_there_is_more() -> None:
    assert preview("  stale\n\n bread ") == "stale bread"
    assert preview("abcdef", 4) == "abc…"
