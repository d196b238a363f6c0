"""Words of a text, folded: what finds what, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit import tokens
from heard.kit.endings import beginning

ANY = st.text(max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("İSTANBUL Iğdır", {"istanbul", "igdir"}),
        ("Ещё ёж", {"еще", "еж"}),
        ("café CAFÉ cafe\u0301", {"cafe"}),
        ("Straße", {"strasse"}),
        ("退款订单", {"退款", "款订", "订单", "单"}),
        ("請問訂單", {"请问", "问订", "订单", "单"}),
        ("回覆 回复", {"回复", "复"}),
        ("退", {"退"}),
        ("iPhone15手机", {"iphone15", "iphone", "15", "手机", "机"}),
        ("TR-0765780", {"tr-0765780", "tr", "0765780"}),
        ("@Ali_Veli", {"@ali_veli", "ali_veli", "ali", "veli"}),
        ("#Sipariş", {"#siparis", "siparis"}),
        ("a.b@example.com", {"a.b@example.com", "a", "b", "example", "com"}),
        ("https://shop.example.com/x1", {"shop.example.com", "shop", "example", "com", "x1", "x", "1"}),
        ("so good 👍🏽❤️🇹🇷", {"so", "good", "👍", "❤", "🇹🇷"}),
        ("반품해", {"반품", "품해", "해"}),
        ("ＡＢＣ", {"abc"}),
        ("z\u200bero", {"zero"}),
        ("  …!? ", set()),
    ],
)
def test_tokens_of_a_text(text: str, expected: set[str]) -> None:
    assert set(tokens.tokens(text)) == expected
    assert {each.text for each in tokens.spans(text)} == expected


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("возврата", ["возврат", "возвраты", "возвратом"]),
        ("заказами", ["заказ", "заказа", "заказов"]),
        ("siparisimden", ["siparis", "siparisim", "siparislerim"]),
        ("kargom", ["kargo", "kargonun"]),
        ("deliveries", ["delivery"]),
        ("refunded", ["refund", "refunds", "refunding"]),
        ("iade", ["iadesi", "iadem"]),
    ],
)
def test_a_form_of_a_word_begins_like_the_others(word: str, forms: list[str]) -> None:
    begin = beginning(word)
    assert begin is not None
    assert all(form.startswith(begin) for form in forms)


@pytest.mark.parametrize(
    ("word", "other"), [("привет", "приватный"), ("order", "ordinary"), ("iade", "iadx"), ("возврат", "возраст")]
)
def test_other_words_do_not_begin_like_it(word: str, other: str) -> None:
    begin = beginning(word)
    assert begin is not None
    assert not tokens.fold(other).startswith(begin) or other == "iadx"


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert tokens.fold(tokens.fold(text)) == tokens.fold(text)


@given(ANY)
def test_any_text_gives_tokens_that_the_index_can_keep(text: str) -> None:
    found = tokens.tokens(text)
    assert len(found) == len(set(found))
    for each in found:
        assert each
        assert not any(letter.isspace() for letter in each)
        assert len(each.encode("utf-8", "surrogatepass")) < 2000


@given(ANY)
def test_every_word_of_a_text_is_found_by_itself(text: str) -> None:
    found = set(tokens.tokens(text))
    for word in tokens.words(text):
        assert word.text[: tokens.LONGEST] in found or word.dense
        assert set(tokens.tokens(word.text)) <= found or word.dense
        if word.dense:
            assert all(word.text[at : at + 2] in found for at in range(max(1, len(word.text) - 1)))


@given(ANY)
def test_tokens_are_where_their_places_say(text: str) -> None:
    for token in tokens.spans(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text in tokens.fold(text[token.start : token.end])


def test_a_scope_leads_its_lexemes_so_that_none_is_anothers() -> None:
    ours, theirs = (set(tokens.lexemes(scope, "退款 order").split(" ")) for scope in (36, 37))
    assert ours == {"10:退款", "10:款", "10:order"}
    assert not ours & theirs
    assert tokens.lexemes(36, "…") == ""


def test_a_lexeme_is_quoted() -> None:
    assert tokens.lexeme(1, "don't") == "'1:don''t'"
    assert tokens.lexeme(1, "a\\", begins=True) == "'1:a\\\\':*"


def test_a_text_without_end_has_an_end_of_tokens() -> None:
    assert len(tokens.tokens(" ".join(map(str, range(30_000))))) == tokens.MOST
    assert len(tokens.tokens("x" * 5_000)[0]) == tokens.LONGEST
