"""Which words concern a brand: a table."""

import pytest

from heard.practice.concern import Words, concerns, mentions

BRAND, ANNA, BEN = 1, 2, 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hey @acme!", True),
        ("@ACME help", True),
        ("@Acme, @acme.", True),
        ("（@acme）", True),
        ("@acme的客服", False),  # to us a letter is a letter; the handle goes on
        ("no acme here", False),
        ("@acme_support is another", False),
        ("@acme2", False),
        ("mail@acme.example", False),
        ("@@acme", False),
        ("", False),
        ("@", False),
    ],
)
def test_a_handle_is_named_as_a_word_of_its_own(text: str, named: bool) -> None:
    assert mentions(text, "acme") is named


@pytest.mark.parametrize(
    ("item", "root", "concerned"),
    [
        (Words(ANNA, None, "nice weather"), None, False),
        (Words(ANNA, None, "nice @acme"), None, True),
        (Words(ANNA, BRAND, "five stars"), None, True),
        (Words(BRAND, ANNA, "thank you"), Words(ANNA, None, "nice weather"), True),
        (Words(BRAND, None, "our news"), None, True),
        (Words(ANNA, BRAND, "me too"), Words(BRAND, None, "our news"), True),
        (Words(BEN, ANNA, "same here"), Words(ANNA, None, "@acme is down"), True),
        (Words(BEN, ANNA, "same here"), Words(ANNA, BRAND, "one star"), True),
        (Words(BEN, ANNA, "same here"), Words(ANNA, None, "my cat"), False),
        (Words(BEN, ANNA, "ask @acme"), Words(ANNA, None, "my cat"), True),
    ],
)
def test_what_is_by_the_brand_to_it_or_names_it_concerns_it_and_so_does_all_below(
    item: Words, root: Words | None, concerned: bool
) -> None:
    assert concerns(BRAND, "acme", item, root) is concerned
