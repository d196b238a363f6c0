"""Handing mails to the operator's mail server: what the server is, and what became of each mail, told apart by cause.

`send` says a mail once. Whether it may be said again is in the kind of error: `NotSent` yes, `Unknown` never.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.policy import SMTP as CRLF
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from heard.kit.text import preview

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from email.message import EmailMessage

    from aiosmtplib import SMTP

_T = TypeVar("_T")
_STEP_SECONDS = 20.0
_LONGEST_SECONDS = 60.0
_PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)
_PORTS = {"smtps": 465, "smtp": 25}
_SUBMISSION = 587
_LARGEST_PORT = 65_535
_SAID = 200
# A server that refuses a recipient with these means us, not the recipient: sign in first, no encryption, not accepted.
_OURS = {503, 530, 534, 535, 538}


class MailError(Exception):
    """A mail was not handed over; the text is the server's, or says what went wrong."""


class NotSent(MailError):
    """Nothing was taken, for the server's or the network's sake: the same mail may be sent again later."""


class Refused(MailError):
    """The server refuses this recipient or this mail for good."""


class Unknown(MailError):
    """The server may have taken it: sending it again might say it twice."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over. `tls`: encrypted from the first byte; `sender`: who they are from."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    sender: Address

    @property
    def address(self) -> str:
        """The sender's address alone."""
        return self.sender.addr_spec


def server_of(url: str, sender: str) -> MailServer:
    """The mail server of an address like `smtps://user:password@host:465`.

    Raises:
        ValueError: it cannot be read; the message holds nothing of the address, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        msg = "write a port from 1 to 65535 behind the host"
        raise ValueError(msg) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        msg = "write smtps://user:password@host:465 or smtp://host:25, with special characters of the password as %XX"
        raise ValueError(msg)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        msg = "write both user and password, or neither"
        raise ValueError(msg)
    usual = _SUBMISSION if user and parts.scheme == "smtp" else _PORTS[parts.scheme]
    if port is not None and not 0 < port <= _LARGEST_PORT:
        msg = "write a port from 1 to 65535 behind the host"
        raise ValueError(msg)
    return MailServer(parts.hostname, port or usual, parts.scheme == "smtps", user, password, sender_of(sender))


def sender_of(text: str) -> Address:
    """Who mails are from, from `Heard <heard@example.com>` or the address alone.

    Raises:
        ValueError: it is no address.
    """
    name, bracket, rest = text.strip().rpartition("<")
    spec = rest.removesuffix(">") if bracket else rest
    found = address_of(spec, name.strip().strip('"')) if rest.endswith(">") == bool(bracket) else None
    if found is None or not text.isprintable():
        msg = "write an address, or Name <address>"
        raise ValueError(msg)
    return found


def address_of(spec: str, name: str = "") -> Address | None:
    """An address with a name, for a header; None when it is no plain one, which the parsers of headers differ about."""
    mailbox, _, domain = spec.rpartition("@")
    return Address(name, username=mailbox, domain=domain) if _PLAIN.fullmatch(spec) else None


async def send(server: MailServer, message: EmailMessage, recipient: str) -> None:
    """Hand one mail over for one recipient.

    Raises:
        NotSent: nothing was taken; later it may be.
        Refused: this recipient or this mail is not taken.
        Unknown: it may have been taken, but the server did not say.
    """
    address, body = _wire(recipient), message.as_bytes(policy=CRLF)
    client = await _within(NotSent, _opened(server))
    try:
        await _within(NotSent, _envelope(client, server, address))
        await _within(Unknown, _data(client, body))
    finally:
        client.close()


async def check(server: MailServer) -> str:
    """Connect, encrypt and sign in as for a mail; how it stands, in words.

    Raises:
        NotSent: with what went wrong.
    """
    client = await _within(NotSent, _opened(server))
    encrypted = "encrypted" if client.get_transport_info("sslcontext") is not None else "not encrypted"
    with suppress(*_troubles()):
        await client.quit()
    client.close()
    return f"{encrypted}, " + ("accepts the login" if server.user else "without a login")


async def _within(late: type[MailError], step: Coroutine[Any, Any, _T]) -> _T:
    """Do a step; a server that answers each time just before its time is up comes to an end all the same, as `late`."""
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await step
    except TimeoutError as error:
        msg = "the mail server took too long"
        raise late(msg) from error


async def _opened(server: MailServer) -> SMTP:
    """A connection on which mails can be sent: a password goes only over one that is encrypted to a checked server."""
    from aiosmtplib import SMTP

    context = await asyncio.to_thread(ssl.create_default_context)
    if not server.user and not server.tls:
        # A relay next door has a certificate of its own making or none; what is encrypted unchecked is better than clear.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    client = SMTP(
        hostname=server.host,
        port=server.port,
        timeout=_STEP_SECONDS,
        use_tls=server.tls,
        start_tls=None if not server.user and not server.tls else not server.tls,
        tls_context=context,
    )
    try:
        await client.connect()
        if server.user:
            await client.login(server.user, server.password)
    except _troubles() as error:
        client.close()
        raise NotSent(said(error)) from error
    return client


async def _envelope(client: SMTP, server: MailServer, recipient: str) -> None:
    from aiosmtplib import SMTPRecipientRefused

    try:
        await client.mail(server.address)
        await client.rcpt(recipient)
    except SMTPRecipientRefused as error:
        raise _of(error.code)(said(error)) from error
    except _troubles() as error:
        raise NotSent(said(error)) from error


async def _data(client: SMTP, body: bytes) -> None:
    from aiosmtplib import SMTPDataError

    try:
        await client.data(body)
        # What it says to our leaving does not matter: it has the mail.
        with suppress(*_troubles()):
            await client.quit()
    except SMTPDataError as error:
        raise _of(error.code)(said(error)) from error
    except _troubles() as error:
        raise Unknown(said(error)) from error


def _of(code: int) -> type[MailError]:
    return Refused if code >= 500 and code not in _OURS else NotSent  # noqa: PLR2004 — for good, as SMTP counts it


def _wire(recipient: str) -> str:
    """The address as it goes over the wire, its domain in ASCII."""
    name, _, domain = recipient.rpartition("@")
    try:
        wire = f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        name = wire = ""
    if not name or not wire.isascii() or not wire.isprintable() or set(wire) & set('<>" ,;:\\'):
        msg = "no mail can be addressed to it"
        raise Refused(msg)
    return wire


def _troubles() -> tuple[type[Exception], ...]:
    """Everything a conversation with a mail server can end with."""
    from aiosmtplib import SMTPException

    return SMTPException, OSError, ValueError, TimeoutError


def said(error: BaseException) -> str:
    """What went wrong, on one line, with the server's number where it gave one."""
    code = getattr(error, "code", None)
    text = preview(getattr(error, "message", None) or str(error) or type(error).__name__, _SAID)
    return f"{code} {text}" if code else text
