"""A cursor gives back the key it was made from; anything else is refused politely."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit import paging
from heard.kit.paging import BadCursor

Newest = tuple[datetime, int]
Urgent = tuple[int, datetime, int]


@given(at=st.datetimes(timezones=st.just(UTC)), id=st.integers(1, 2**63 - 1))
def test_the_key_comes_back(at: datetime, id: int) -> None:
    cursor = paging.encode((at, id))
    assert paging.decode(cursor, Newest) == (at, id)
    assert cursor.isascii()
    assert not set(cursor) & set("=+/&?")


def test_the_cursor_of_another_list_is_refused() -> None:
    cursor = paging.encode((3, datetime.now(UTC), 1))
    with pytest.raises(BadCursor) as refused:
        paging.decode(cursor, Newest)
    assert (refused.value.status, refused.value.code) == (400, "bad_cursor")


@given(st.text())
def test_no_text_makes_it_fail_otherwise(cursor: str) -> None:
    try:
        paging.decode(cursor, Newest)
    except BadCursor:
        return
    msg = "a text made at random was taken for a cursor"
    raise AssertionError(msg)


@given(st.recursive(st.none() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])), st.lists))
def test_no_json_that_is_not_a_key_makes_it_fail_otherwise(value: object) -> None:
    with pytest.raises(BadCursor):
        paging.decode(paging.encode(value), Urgent)


@pytest.mark.parametrize("garbage", ["", "=", "%%%", "bm9wZQ", "W" * 5000, "Ä", "[" * 50])
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(BadCursor):
        paging.decode(garbage, Newest)
