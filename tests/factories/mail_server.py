"""A real mail server on a port of its own that keeps what it takes, and misbehaves as told."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

USER, PASSWORD = "heard", "a password: /@%"
HERE = "127.0.0.1"


@dataclass
class MailServer:
    """What it took, and what it does next instead: each of `wrong` is for one mail, at the step it names.

    `rcpt 550 no such user`, `data 451 later`, `data drop` (takes the mail and hangs up), `connect drop`, `data slow`.
    """

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list[EmailMessage])
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list[tuple[str, list[str]]])
    logins: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    asked: int = 0
    wrong: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return f"smtp://{HERE}:{self.port}"

    def _wrong(self, step: str) -> str:
        if self.wrong and self.wrong[0].startswith(step + " "):
            return self.wrong.pop(0).removeprefix(step + " ")
        return ""

    async def handle_MAIL(  # noqa: N802 — aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if wrong := self._wrong("mail"):
            return wrong
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 — aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if wrong := self._wrong("rcpt"):
            return wrong
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 — likewise
        wrong = self._wrong("data")
        if wrong == "slow":
            await asyncio.sleep(0.3)
        elif wrong and wrong != "drop":
            return wrong
        content: Any = envelope.content
        found: Any = message_from_bytes(content, policy=default)
        self.got.append(found)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if wrong == "drop":
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]  # every TCP transport has it
        return "250 taken"

    def authenticate(
        self, _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        self.logins.append((data.login.decode(), session.ssl is not None))
        return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(
    *, tls: tuple[Path, Path] | None = None, at_once: bool = False, auth: bool = False
) -> AsyncGenerator[MailServer]:
    """Run one. `tls`: certificate and key, offered by STARTTLS or, `at_once`, from the first byte."""
    service = MailServer()
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*tls)

    def session() -> SMTP:
        return SMTP(
            service,
            hostname="mail.test",
            enable_SMTPUTF8=False,
            tls_context=None if at_once else context,
            authenticator=service.authenticate,
            # It warns of a server that asks for a password on a line it does not know to be encrypted.
            auth_required=auth and not at_once,
            auth_require_tls=tls is not None and not at_once,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(session, HERE, 0, ssl=context if at_once else None)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        # Whoever was dropped is not waited for.
        await asyncio.sleep(0)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem, secret = folder / "mail.pem", folder / "mail.key"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return pem, secret
