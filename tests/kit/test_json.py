"""JSON from outside: what is legal is read, and nothing fails but with ValueError."""

import json as standard
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit import json


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(), st.lists))
def test_what_python_writes_is_read(value: object) -> None:
    assert json.read(standard.dumps(value).encode()) == value


@pytest.mark.parametrize("text", ["cut \ud83d", "\ud83d cut", "\ude00", "\ud83dx\ud83d"])
def test_half_a_pair_is_taken_wherever_it_stands(text: str) -> None:
    assert json.read(standard.dumps({"text": text}).encode()) == {"text": text}


@given(st.binary())
def test_nothing_but_value_error_is_raised(body: bytes) -> None:
    with suppress(ValueError):
        json.read(body)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nope", b"\xff", b"[1,]", b"NaN", b'"\\ud83d', b"1e999", b"[" * 100_000, b'["\\ud83d", NaN]']
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — the message is the library's; the type is the promise
        json.read(body)


def test_depth_is_bounded_also_beside_half_a_pair() -> None:
    deep = b'["\\ud83d",' + b"[" * 100_000 + b"]" * 100_000 + b"]"
    with pytest.raises(ValueError, match="nested"):
        json.read(deep)
