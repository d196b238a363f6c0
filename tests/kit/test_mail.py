"""Mail: the server's address is read or refused in words, a password goes over no open line, and each ending is told apart."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest

from heard.kit import mail
from heard.kit.mail import NotSent, Refused, Unknown, check, send, sender_of, server_of
from heard.kit.settings import SettingsError, load
from tests.factories.mail_server import HERE, PASSWORD, USER, certificate, mail_server
from tests.serving import closed_port

FROM = "Heard <heard@example.com>"


def a_mail(text: str = "hello\n.\nworld") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "told", FROM, "ann@example.com"
    message.set_content(text)
    return message


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtps://me:p%40ss%3A@mail.example.com", ("mail.example.com", 465, True, "me", "p@ss:")),
        ("smtp://me:secret@mail.example.com", ("mail.example.com", 587, False, "me", "secret")),
        ("smtp://10.0.0.5", ("10.0.0.5", 25, False, "", "")),
        ("smtp://[::1]:2525/", ("::1", 2525, False, "", "")),
    ],
)
def test_an_address_is_read(url: str, read: tuple[object, ...]) -> None:
    found = server_of(url, FROM)
    assert (found.host, found.port, found.tls, found.user, found.password) == read
    assert found.password == "" or found.password not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "https://mail.example.com",
        "smtp://",
        "smtp://me@host",
        "smtp://host:port",
        "smtp://host:0",
        "smtp://host:70000",
        "smtp://me:secret@host/path",
        "smtp://me:sec?ret@host",
    ],
)
def test_what_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match="HEARD_MAIL_URL cannot be read: write") as refused:
        load({"HEARD_MAIL_URL": url, "HEARD_MAIL_FROM": FROM})
    assert url == "smtp://" or url not in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("sender", ["", "nobody", "a@", "@b", "A <a@b", "a@b\nBcc: c@d", "a@б.рф"])
def test_a_sender_that_is_none_is_refused(sender: str) -> None:
    with pytest.raises(SettingsError, match="HEARD_MAIL_FROM"):
        load({"HEARD_MAIL_URL": "smtp://host", "HEARD_MAIL_FROM": sender})


def test_a_sender_has_a_name_or_none() -> None:
    assert str(sender_of(FROM)) == FROM
    assert sender_of("heard@example.com").display_name == ""
    assert sender_of('"Тёплый, хлеб" <a@example.com>').display_name == "Тёплый, хлеб"


@asynccontextmanager
async def encrypted(
    tmp_path: Path, patch: pytest.MonkeyPatch, *, known: bool = True
) -> AsyncGenerator[tuple[Path, Path]]:
    made = certificate(tmp_path)
    if known:
        patch.setenv("SSL_CERT_FILE", str(made[0]))
    yield made


async def test_a_mail_is_handed_over_whole() -> None:
    async with mail_server() as service:
        await send(server_of(service.url, FROM), a_mail(), "ann@bücher.example")
    assert service.envelopes == [("heard@example.com", ["ann@xn--bcher-kva.example"])]
    assert service.got[0].get_content().splitlines() == ["hello", ".", "world"]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_password_goes_over_an_encrypted_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    async with (
        encrypted(tmp_path, monkeypatch) as made,
        mail_server(tls=made, at_once=scheme == "smtps", auth=True) as service,
    ):
        server = server_of(f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@{HERE}:{service.port}", FROM)
        await send(server, a_mail(), "ann@example.com")
        assert await check(server) == "encrypted, accepts the login"
    assert service.logins == [(USER, True)] * 2 or scheme == "smtps"
    assert len(service.got) == 1


async def test_a_password_goes_over_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with mail_server() as service:
        url = f"smtp://{USER}:secret@{HERE}:{service.port}"
        with pytest.raises(NotSent, match=r"(?i)starttls"):
            await send(server_of(url, FROM), a_mail(), "ann@example.com")
    async with (
        encrypted(tmp_path, monkeypatch, known=False) as made,
        mail_server(tls=made) as stranger,
    ):
        url = f"smtp://{USER}:secret@{HERE}:{stranger.port}"
        with pytest.raises(NotSent, match=r"(?i)certificate"):
            await send(server_of(url, FROM), a_mail(), "ann@example.com")
    assert (service.logins, stranger.logins) == ([], [])


async def test_a_relay_with_a_certificate_of_its_own_making_will_do_where_no_password_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with encrypted(tmp_path, monkeypatch, known=False) as made, mail_server(tls=made) as service:
        assert await check(server_of(service.url, FROM)) == "encrypted, without a login"
        await send(server_of(service.url, FROM), a_mail(), "ann@example.com")
    assert len(service.got) == 1


async def test_a_login_that_is_refused_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with encrypted(tmp_path, monkeypatch) as made, mail_server(tls=made, auth=True) as service:
        server = server_of(f"smtp://{USER}:wrong@{HERE}:{service.port}", FROM)
        with pytest.raises(NotSent, match="535"):
            await check(server)


@pytest.mark.parametrize(
    ("wrong", "ends", "words"),
    [
        ("rcpt 550 no such user", Refused, "550 no such user"),
        ("rcpt 451 greylisted", NotSent, "451 greylisted"),
        ("rcpt 530 sign in first", NotSent, "530"),
        ("mail 550 not you", NotSent, "550 not you"),
        ("data 554 looks like spam", Refused, "554 looks like spam"),
        ("data 452 no room", NotSent, "452 no room"),
        ("data drop", Unknown, "(?i)eof|lost"),
    ],
)
async def test_each_ending_is_told_apart(wrong: str, ends: type[Exception], words: str) -> None:
    async with mail_server() as service:
        service.wrong = [wrong]
        with pytest.raises(ends, match=words):
            await send(server_of(service.url, FROM), a_mail(), "ann@example.com")
    assert service.wrong == []


async def test_nobody_there_and_nobody_who_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSent):
        await send(server_of(closed_port().replace("http", "smtp"), FROM), a_mail(), "ann@example.com")
    monkeypatch.setattr(mail, "_STEP_SECONDS", 0.2)
    with socket.create_server((HERE, 0)) as silent, pytest.raises(NotSent):
        await send(server_of(f"smtp://{HERE}:{silent.getsockname()[1]}", FROM), a_mail(), "ann@example.com")


async def test_a_server_that_takes_its_time_over_the_mail_may_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_STEP_SECONDS", 0.1)
    async with mail_server() as service:
        service.wrong = ["data slow"]
        with pytest.raises(Unknown):
            await send(server_of(service.url, FROM), a_mail(), "ann@example.com")


@pytest.mark.parametrize(
    "recipient", ["анна@example.com", "a b@example.com", "a@b\r\nRCPT TO:<c@d>", "a>@b.c", "a@" + "b" * 80]
)
async def test_an_address_no_mail_can_go_to_is_refused_before_anybody_is_asked(recipient: str) -> None:
    with pytest.raises(Refused):
        await send(server_of(closed_port().replace("http", "smtp"), FROM), a_mail(), recipient)
