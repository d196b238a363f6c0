"""Which texts have a word of the list: pure rules, in every script."""

import pytest

from heard.conversations.spam import Entry, Matcher, NothingToFind, TooShort, pattern


def found(word: str, text: str, *, where: str = "both", visibility: str = "public") -> bool:
    return Matcher([Entry(1, word, where)]).find(text, visibility) is not None


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("casino", "Best CASINO in town"),
        ("casino", "casino."),
        ("casino", "(ｃａｓｉｎｏ)"),
        ("casino", "go to casino.com now"),
        ("casino", "#casino"),
        ("casino", "cas\u200bino"),
        ("café", "the Cafe"),
        ("free money", "Get FREE   MONEY here"),
        ("free money", "free-money"),
        ("free money", "free\nmoney"),
        ("t.me", "write to https://t.me/rich"),
        ("don't wait", "Don’t wait!"),
        ("@rich", "ask @Rich"),
        ("18+", "only 18"),
        ("ставка", "Лучшая СТАВКА дня"),
        ("полёт", "полет даром"),
        ("быстрый заработок", "Быстрый  заработок!"),
        ("ışık", "IŞIK"),
        ("KAZANÇ", "kolay kazanç"),
        ("bahis sitesi", "BAHİS SİTESİ"),
        ("İddaa", "iddaa oyna"),
        ("加微信", "请加微信号abc"),
        ("赌", "网上赌场"),
        ("免费领取", "免費領取禮品"),
        ("微信 免费", "加微信，免费领取"),
        ("vip服务", "提供VIP服务"),
        ("카지노", "온라인카지노에서"),
        ("💰", "easy 💰💰"),
        ("💰💰", "easy 💰💰 now"),
        ("👍", "👍🏽"),
        ("money 💰", "money 💰"),
    ],
)
def test_what_is_found(word: str, text: str) -> None:
    assert found(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("casino", "casinos"),
        ("cas", "casino"),
        ("ass", "a class of passengers"),
        ("free money", "money free"),
        ("free money", "free your money"),
        ("free money", "It was free. Money came later"),
        ("free money", "freemoney"),
        ("t.me", "don't me"),
        ("@rich", "the rich"),
        ("#win", "@win"),
        ("ставка", "ставками"),
        ("казино", "kasino"),
        ("kazan", "kazandım"),
        ("加微信", "加一下微信"),
        ("加微信", "微信加"),
        ("微信 免费", "微信。免费"),
        ("💰💰", "💰 and 💰"),
        ("money 💰", "money and 💰"),
        ("casino", ""),
        ("casino", "!?"),
    ],
)
def test_what_is_not(word: str, text: str) -> None:
    assert not found(word, text)


@pytest.mark.parametrize(
    ("where", "visibility", "expected"),
    [
        ("both", "public", True),
        ("both", "private", True),
        ("public", "public", True),
        ("public", "private", False),
        ("private", "public", False),
        ("private", "private", True),
    ],
)
def test_a_word_may_count_in_public_or_in_private_alone(where: str, visibility: str, expected: bool) -> None:
    assert found("casino", "casino", where=where, visibility=visibility) is expected


@pytest.mark.parametrize("word", ["a", " İ ", "я", "7", "#x", "@я!", "é"])
def test_one_letter_is_too_short_where_words_have_spaces(word: str) -> None:
    with pytest.raises(TooShort):
        pattern(word)


@pytest.mark.parametrize("word", ["", "  ", "!?", "...", "\u200b", "\ufe0f"])
def test_an_entry_needs_something_to_find(word: str) -> None:
    with pytest.raises(NothingToFind):
        pattern(word)


@pytest.mark.parametrize("word", ["ab", "赌", "💰", "a b", "t.me", "ok"])
def test_short_words_that_say_something_are_good(word: str) -> None:
    assert pattern(word)


@pytest.mark.parametrize(
    ("one", "other"), [("Free  Money", "free money"), ("IŞIK", "ışık"), ("免費", "免费"), ("полёт", "ПОЛЕТ")]
)
def test_two_ways_of_writing_are_one_entry(one: str, other: str) -> None:
    assert pattern(one).key == pattern(other).key
    assert pattern("free.money").key != pattern("free money").key


def test_the_first_in_the_text_files_it_and_of_two_there_the_first_in_the_list() -> None:
    words = [Entry(1, "money", "both"), Entry(2, "free money", "both"), Entry(3, "free", "both")]
    assert Matcher(words).find("free money", "public") == words[1]
    assert Matcher(words).find("money for free", "public") == words[0]
    assert Matcher([]).find("free money", "public") is None
