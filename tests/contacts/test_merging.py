"""Merging and undoing as rules over plain values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.contacts.errors import BadValue
from heard.contacts.merging import MUTE, combine, conflicts, restore
from heard.contacts.values import email, fitting, phone

NAMES = ("name", "email", "customer_number", "vip", "attributes.1", "attributes.2")
VALUES = st.sampled_from([None, "a", "b", "c", 0, 7, True, False])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {name: draw(VALUES) for name in NAMES}
    found["vip"] = bool(found["vip"])
    found["tag_ids"] = draw(st.lists(st.integers(1, 5), unique=True))
    muted = draw(st.sampled_from([None, "muted", "blocked"]))
    return found | {name: muted and f"{name} {muted}" for name in MUTE} | {"mute": muted}


@given(facts(), facts(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["kept", "gone"])))
def test_undoing_gives_back_exactly_what_was(kept: dict[str, Any], gone: dict[str, Any], choices: Any) -> None:
    after = combine(kept, gone, choices)
    assert restore(after, kept, after) == kept


@given(facts(), facts(), st.sampled_from(NAMES))
def test_what_changed_since_a_merge_stays_when_it_is_undone(kept: Any, gone: Any, name: str) -> None:
    after = combine(kept, gone, {})
    now = after | {name: "changed since"}
    assert restore(now, kept, after) == kept | {name: "changed since"}


@given(facts(), facts())
def test_nothing_that_only_one_says_is_lost(kept: Any, gone: Any) -> None:
    after = combine(kept, gone, {})
    for name in NAMES:
        if name not in conflicts(kept, gone):
            said = [each[name] for each in (kept, gone) if each[name] is not None and (name != "vip" or each[name])]
            assert after[name] in (said or [None, False])
    assert set(after["tag_ids"]) == {*kept["tag_ids"], *gone["tag_ids"]}
    assert (after["mute"] is None) == (kept["mute"] is None and gone["mute"] is None)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "  two   words ", "two words"),
        ("text", "", None),
        ("number", 4.5, 4.5),
        ("number", 0, 0),
        ("date", "2026-02-28", "2026-02-28"),
        ("choice", "gold", "gold"),
        ("yes_no", False, False),
        ("yes_no", None, None),
    ],
)
def test_a_value_that_fits_is_kept(kind: str, value: Any, kept: Any) -> None:
    assert fitting(kind, ["gold", "silver"], value) == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 7),
        ("text", "x" * 501),
        ("number", "7"),
        ("number", True),
        ("number", 1e300),
        ("date", "28.02.2026"),
        ("date", "2026-02-30"),
        ("choice", "bronze"),
        ("yes_no", "yes"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(BadValue):
        fitting(kind, ["gold", "silver"], value)


def test_addresses_and_numbers_are_looked_at() -> None:
    assert email(" ann@example.com ") == "ann@example.com"
    assert phone("+86 (10) 1234-5678") == "+86 (10) 1234-5678"
    for wrong in ("ann", "ann@", "a b@c.d"):
        with pytest.raises(BadValue):
            email(wrong)
    with pytest.raises(BadValue):
        phone("call me")
