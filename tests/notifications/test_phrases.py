"""What the server says itself: in every language all of it, and of kinds the same as the page says."""

import json
import string
from pathlib import Path

import pytest

from heard.accounts.schemas import Locale
from heard.notifications.models import KINDS
from heard.notifications.phrases import PHRASES, form_of, say

LOCALES = Path(__file__).resolve().parents[2] / "web" / "src" / "locales"
FORMS = {"en": {"one", "other"}, "tr": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
PLURAL = {"subject_more", "lead", "more", "kind.answered"}
# As many, and in Chinese the same for one: the count is said.
SINGLE = {"a_colleague", "open", "why", "settings", "test_subject", "test"} | {
    f"kind.{kind}" for kind in KINDS if kind != "answered"
}


def test_the_languages_are_those_people_can_choose() -> None:
    assert set(PHRASES) == set(Locale.__args__)


@pytest.mark.parametrize("locale", PHRASES)
def test_nothing_is_missing_in_any_language(locale: str) -> None:
    forms = FORMS.get(locale, {"other"})
    assert set(PHRASES[locale]) == SINGLE | {f"{key}_{form}" for key in PLURAL for form in forms}


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("locale", PHRASES)
def test_each_phrase_takes_what_it_is_given(locale: str) -> None:
    given = {"subject_more": {"first", "count"}, "lead": {"count"}, "more": {"count"}, "why": {"workspace"}}
    for key, phrase in PHRASES[locale].items():
        known = {"actor", "contact", "count"} if key.startswith("kind.") else given.get(key.rsplit("_", 1)[0], set())
        known |= given.get(key, set())
        assert fields(phrase) <= known, (locale, key)


@pytest.mark.parametrize("locale", PHRASES)
def test_of_kinds_it_says_what_the_page_says(locale: str) -> None:
    page = json.loads((LOCALES / f"{locale}.json").read_text())
    theirs = {
        key.removeprefix("notifications."): phrase.replace("{{", "{").replace("}}", "}")
        for key, phrase in page.items()
        if key.startswith("notifications.kind.")
    }
    assert {key: phrase for key, phrase in PHRASES[locale].items() if key.startswith("kind.")} == theirs
    assert PHRASES[locale]["a_colleague"] == page["composer.colleague"]


@pytest.mark.parametrize(
    ("locale", "forms"),
    [
        ("en", "other one other other other other other other"),
        ("tr", "other one other other other other other other"),
        ("zh-Hans", "other other other other other other other other"),
        ("ru", "many one few many many many one few"),
    ],
)
def test_forms_are_those_of_the_language(locale: str, forms: str) -> None:
    assert [form_of(locale, count) for count in (0, 1, 2, 5, 11, 14, 21, 102)] == forms.split()


def test_names_are_only_names() -> None:
    assert say("en", "kind.mention", actor="{contact}", contact="%s {0}") == "{contact} mentioned you: %s {0}"
    assert say("xx", "kind.answered", contact="Kim", count=2) == "Kim wrote 2 times"
    assert say("ru", "kind.answered", mark=str.upper, contact="kim", count=21) == "KIM: 21 новое сообщение"
