"""The rules of mailing: what comes first, how much is shown, and when a mail is tried again."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import SMTP, default
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit.text import clean
from heard.notifications.mails import MOST_SHOWN, MOST_TRIES, Reader, again, compose
from heard.notifications.models import KINDS
from heard.notifications.phrases import PHRASES

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SENDER = Address("Heard", addr_spec="heard@example.com")


def row(kind: str, event_id: int = 1, **more: Any) -> Any:
    given = {"actor_name": "Olga", "contact_name": "Kim", "note_text": None, "message_text": "hello"}
    one = SimpleNamespace(
        kind=kind, event_id=event_id, conversation_id=7, note_id=None, message_id=3, count=1, id=event_id
    )
    return SimpleNamespace(Notification=one, **(given | more))


def a_mail(
    *rows: Any,
    total: int | None = None,
    locale: str = "en",
    words: bool = False,
    address: str = "a@b.c",
    name: str = "Ann",
) -> Any:
    reader = Reader(address=address, name=name, locale=locale, workspace_id=5, workspace="Bakery", words=words)
    url = "https://heard.example.com"
    return compose(reader, rows, total=total or len(rows), sender=SENDER, url=url, now=NOW)


@pytest.mark.parametrize(
    ("kinds", "first"),
    [
        (("answered", "mention", "failed"), "Your reply to Kim was not sent"),
        (("answered", "woken", "mention"), "Olga mentioned you: Kim"),
        (("due_soon", "answered"), "Kim wrote"),
    ],
)
def test_the_most_important_comes_first_and_among_equals_the_newest(kinds: tuple[str, ...], first: str) -> None:
    rows = [row(kind, number) for number, kind in enumerate(kinds)]
    assert a_mail(*reversed(rows))["subject"] == f"{first} (and {len(kinds) - 1} more)"


@pytest.mark.parametrize("locale", PHRASES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_said_in_every_language(locale: str, kind: str) -> None:
    mail = a_mail(row(kind), locale=locale)
    assert "Kim" in mail["subject"]
    assert "{" not in mail.get_body(("plain",)).get_content()


def test_of_many_the_first_are_shown_and_the_others_counted() -> None:
    rows = [row("answered", number) for number in range(40, 0, -1)]
    plain = a_mail(*rows, total=180).get_body(("plain",)).get_content()
    assert plain.count("• ") == MOST_SHOWN
    assert "And 160 more in Heard." in plain


def test_an_actor_who_is_gone_is_a_colleague() -> None:
    assert a_mail(row("mention", actor_name=None))["subject"] == "A colleague mentioned you: Kim"


def test_a_long_name_is_cut() -> None:
    assert len(a_mail(row("mention", contact_name="字" * 500))["subject"]) < 160


@pytest.mark.parametrize("address", ["анна@example.com", "a..b@c.d", "a b@c.d"])
def test_an_odd_address_does_not_break_the_mail(address: str) -> None:
    assert b"To: " in a_mail(row("mention"), address=address).as_bytes()


def test_it_is_ascii_on_the_wire_whatever_is_said() -> None:
    wire = a_mail(row("mention", contact_name="محمد 面包 Ünal"), locale="zh-Hant", words=True).as_bytes()
    assert wire.isascii()
    assert max(map(len, wire.splitlines())) <= 200


HEADERS = {
    *("subject", "from", "to", "date", "message-id", "auto-submitted", "precedence", "list-id", "list-unsubscribe"),
    *("mime-version", "content-type"),
}


@given(
    contact=st.text(max_size=90),
    actor=st.text(max_size=90),
    name=st.text(max_size=90),
    said=st.text(max_size=90),
    address=st.from_regex(r"[^@\s]{1,64}@[^@\s]{1,60}", fullmatch=True),
)
def test_whatever_people_are_called_it_is_a_mail_with_our_headers_and_no_others(
    contact: str, actor: str, name: str, said: str, address: str
) -> None:
    told = row("mention", contact_name=clean(contact), actor_name=clean(actor), message_text=clean(said))
    wire = a_mail(told, words=True, address=clean(address), name=clean(name)).as_bytes(policy=SMTP)
    found = message_from_bytes(wire, policy=default)
    assert {key.lower() for key in found} == HEADERS
    assert found["auto-submitted"] == "auto-generated"
    assert found.is_multipart()


def test_pauses_grow_and_end_after_about_a_day() -> None:
    pauses = [again("", tries=tries).pause for tries in range(MOST_TRIES - 1)]
    assert pauses[:4] == [60, 240, 960, 3600]
    assert sum(pauses) == pytest.approx(22 * 3600, rel=0.1)
    assert again("", tries=MOST_TRIES - 1).what == "lost"
