"""Where an address ends, in any script."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit.links import MOST, links_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nothing here", []),
        ("see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]),
        ("(https://en.wikipedia.org/wiki/Bread_(food))", ["https://en.wikipedia.org/wiki/Bread_(food)"]),
        ("[link](http://example.com/x)!", ["http://example.com/x"]),
        ("请看https://example.com/订单谢谢", ["https://example.com/"]),
        ("订单：https://example.com/o/1。谢谢", ["https://example.com/o/1"]),
        ("ищите https://ru.wikipedia.org/wiki/Хлеб, там", ["https://ru.wikipedia.org/wiki/Хлеб"]),
        ("www.ekmek.com.tr’de, https://ekmek.example'da", ["www.ekmek.com.tr", "https://ekmek.example"]),
        ("“https://example.com”", ["https://example.com"]),
        ("HTTPS://EXAMPLE.COM/A", ["HTTPS://EXAMPLE.COM/A"]),
        ("https://a.example https://b.example", ["https://a.example", "https://b.example"]),
        ("https://пекарня.рф/меню", ["https://пекарня.рф/меню"]),
        ("https://example.com:8443/x", ["https://example.com:8443/x"]),
        # Made to be mistaken, no name of the web, or no address at all.
        ("https://bank.example@evil.example/", []),
        ("http://127.0.0.1/admin http://localhost/ http://[::1]/", []),
        ("javascript://example.com ftp://example.com ann@www.example.com", []),
        ("https:// https://. www. https://-.example", []),
    ],
)
def test_what_is_a_link(text: str, found: list[str]) -> None:
    assert [link.text for link in links_in(text)] == found


def test_a_bare_name_means_the_safe_way_to_it() -> None:
    assert [link.url for link in links_in("www.example.com/x")] == ["https://www.example.com/x"]


@given(st.text(alphabet=st.sampled_from("htps:/w.a@()[]-_ 请л🍞\n\"'"), max_size=300))
def test_links_stand_in_the_text_in_their_order(text: str) -> None:
    place = 0
    for link in links_in(text):
        place = text.index(link.text, place) + len(link.text)
        assert link.url.lower().startswith(("http://", "https://"))


def test_a_wall_of_addresses_costs_little() -> None:
    begun = time.process_time()
    assert len(links_in("https://example.com/" * 5_000 + " www.example.com" * 5_000)) <= MOST
    assert links_in("https://" + "a." * 50_000 + "((((" * 5_000) == []
    assert time.process_time() - begun < 5
