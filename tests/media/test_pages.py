"""What a page says of itself, in whatever encoding and however badly written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.media.pages import BYTES, Page, page_of

URL = "https://bakery.example/menu/index.html"


def read(head: str, *, kind: str = "text/html; charset=utf-8", encoding: str = "utf-8") -> Page | None:
    return page_of(f"<html><head>{head}</head><body>no</body>".encode(encoding), kind, URL)


def test_open_graph_comes_first() -> None:
    page = read(
        """<title>Menu - Bakery</title><meta name="description" content="plain">
        <meta property="og:title" content="Our menu &amp; prices"><meta content='What "we" bake' property='og:description'>
        <meta property=og:site_name content=Bakery><meta property="og:image" content="/img/a.jpg?x=1&amp;y=2">"""
    )
    assert page is not None
    assert (page.title, page.description, page.site) == ("Our menu & prices", 'What "we" bake', "Bakery")
    assert page.picture == "https://bakery.example/img/a.jpg?x=1&y=2"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>\n  Bread\n &mdash; daily </title>", "Bread — daily"),
        ('<META NAME="twitter:title" CONTENT="Tweeted">', "Tweeted"),
        ('<meta property="og:title" content="a > b"/>', "a > b"),
        ('<title>One</title><meta property="og:title" content="">', "One"),
        ('<meta property="og:title" content="First"><meta property="og:title" content="Second">', "First"),
        # What turns the direction of writing or is not seen could show other words than are there.
        ("<title>safe\u202egpj.exe\u200b</title>", "safe gpj.exe"),
    ],
)
def test_titles(head: str, title: str) -> None:
    page = read(head)
    assert page is not None
    assert page.title == title


@pytest.mark.parametrize(
    ("encoding", "kind", "said"),
    [
        ("gb18030", "text/html", '<meta charset="gb2312">'),
        ("cp1251", "text/html; charset=windows-1251", ""),
        ("cp1254", "text/html", '<meta http-equiv="content-type" content="text/html; charset=iso-8859-9">'),
        ("utf-16", "text/html", ""),
        ("utf-8-sig", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "text/html; charset=nonsense", ""),
        ("utf-8", "text/html; charset=rot13", ""),
        ("utf-8", "text/html; charset=zip", ""),
    ],
)
def test_encodings(encoding: str, kind: str, said: str) -> None:
    words = {"gb18030": "面包店", "cp1251": "Пекарня", "cp1254": "Ekmek şişği"}.get(encoding, "面包 Пекарня ş")
    page = read(f"{said}<title>{words}</title>", kind=kind, encoding=encoding)
    assert page is not None
    assert page.title == words


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"<title></title>",
        b"<p>no title</p>",
        b"<body><title>too late</title>",
        b"<title>" + b"\x00" * 9,
    ],
)
def test_pages_that_say_nothing(body: bytes) -> None:
    assert page_of(body, "text/html", URL) is None


def test_what_is_no_page_says_nothing() -> None:
    assert page_of(b"<title>A feed</title>", "application/rss+xml", URL) is None
    assert page_of(b"<title>A feed</title>", "", URL) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/png;base64,AA", "http://[", "ftp://a/b"])
def test_pictures_are_web_addresses(address: str) -> None:
    page = read(f'<title>t</title><meta property="og:image" content="{address}">')
    assert page is not None
    assert page.picture is None


@given(st.binary(max_size=2_000))
def test_nothing_it_is_given_makes_it_fail(body: bytes) -> None:
    page_of(body, "text/html", URL)
    page_of(b"<html><head><meta " + body, "text/html; charset=gbk", URL)


def test_pages_made_to_cost_time_do_not() -> None:
    begun = time.process_time()
    for piece in (
        b"<meta ",
        b'<meta a="',
        b"<meta a=b ",
        b"<title ",
        b"<title>",
        b"charset=",
        b"&#x",
        b"<meta '",
        b'<meta "',
    ):
        page_of((piece * (BYTES // len(piece)))[:BYTES], "text/html", URL)
        page_of(b"<meta " + piece * 1_000 + b">", "text/html", URL)
    assert time.process_time() - begun < 20
