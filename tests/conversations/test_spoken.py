"""What somebody writes in, by what they have written: the newest that is sure, and never a word or two."""

import pytest

from heard.conversations.spoken import spoken


@pytest.mark.parametrize(
    ("newest_first", "expected"),
    [
        ([], None),
        ([("ru", 0.9)], "ru"),
        ([("ru", 0.6)], "ru"),
        ([("en", 0.79), ("ru", 0.9)], "ru"),
        ([("en", 0.8), ("ru", 0.99)], "en"),
        # Of those that are not sure the first: a second one changes nothing.
        ([("en", 0.7), ("tr", 0.6)], "tr"),
        ([("zh", 0.95), ("zh-Hant", 0.95)], "zh-Hant"),
        ([("zh", 0.95), ("zh-Hant", 0.6), ("zh-Hans", 0.95)], "zh-Hant"),
        ([("zh-Hans", 0.95), ("zh-Hant", 0.95)], "zh-Hans"),
        ([("zh", 0.95), ("ru", 0.95)], "zh"),
        ([("zh", 0.79), ("ru", 0.95)], "ru"),
        ([("zh", 0.79)], "zh"),
    ],
)
def test_a_conversation_is_in_what_its_contact_writes(newest_first: list[tuple[str, float]], expected: str) -> None:
    assert spoken(newest_first) == expected
