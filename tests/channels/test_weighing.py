"""How long X finds a text: a table."""

import time

import pytest

from heard.channels.base import text_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("a\nb\tc", 5),
        ("çğıöşü ÄÖÜß ñ", 13),
        ("привет", 6),
        ("Ελλάδα", 6),
        ("שלום", 4),
        ("مرحبا", 5),
        ("ไทย", 3),
        ("ქართ", 4),
        ("한국", 4),
        ("你好", 4),
        ("こんにちは", 10),
        ("“quoted” – it’s…", 15 + 2),  # … is not among the light ones
        ("—", 1),
        ("€", 2),
        ("e\u0301", 1),  # combining: one letter after NFC
        ("n\u0303o", 2),
        ("x\u0301", 2),  # there is no such letter, so the mark counts for itself
        ("a\u200db", 3),  # a joiner between letters joins nothing
        ("😀", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👩🏽‍💻", 2),
        ("❤️", 2),
        ("❤️‍🔥", 2),
        ("🏳️‍🌈", 2),
        ("🇹🇷", 2),
        ("🇹🇷🇩🇪", 4),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("1️⃣#️⃣", 4),
        ("12 #1", 5),
        ("😀😀", 4),
        ("https://example.com", 23),
        ("http://a.co", 23),
        ("HTTPS://EXAMPLE.COM/A", 23),
        ("https://example.com/" + "x" * 500, 23),
        ("see https://example.com/a?b=c#d.", 4 + 23 + 1),
        ("(https://example.com)", 1 + 23 + 1),
        ("https://example.com/你好", 23 + 4),
        ("https://example.com，你好", 23 + 6),
        ("https://a.com https://b.com", 47),
        ("example.com", 23),
        ("www.example.de/path", 23),
        ("ask example.com, please", 4 + 23 + 8),
        ("me@example.com", 14),
        ("end.of sentence", 15),
        ("e.g. this", 9),
        ("version 1.2.3", 13),
        ("https://", 8),
        ("http://localhost", 16),
        ("\u0000", 1),
        ("\U0010ffff", 2),
    ],
)
def test_x_counts_links_23_emoji_2_latin_1_and_others_2(text: str, length: int) -> None:
    assert text_length(text, "weighted") == length


def test_others_count_characters() -> None:
    assert text_length("https://example.com 你好", "characters") == 22


@pytest.mark.parametrize("part", ["a.", "👨‍", "-.", "https://a.", "a/", "1️", "é", "\u200d😀"])
def test_a_long_text_is_weighed_quickly(part: str) -> None:
    began = time.perf_counter()
    text_length(part * 20_000, "weighted")
    assert time.perf_counter() - began < 2
