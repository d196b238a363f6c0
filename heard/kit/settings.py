"""Settings, read once from `HEARD_*` environment variables and checked with a sentence a person can act on."""

from __future__ import annotations

import math
import os
import re
import secrets
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from heard.kit.mail import MailServer, sender_of, server_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MIN_SECRET = 32
_DATA = Path(".data")
_SUBJECT = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII)


class SettingsError(ValueError):
    """A setting has a value Heard cannot start with; the message names it and says what to write instead."""


def _setting(default: object, doc: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"doc": doc, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can set. Each field is the variable `HEARD_` + its name in capitals."""

    data_dir: Path = _setting(  # noqa: RUF009 — a Path cannot be changed
        _DATA, "Folder for the embedded database, generated keys and media."
    )
    database_url: str = _setting(
        "",
        "PostgreSQL (15 or newer) as `postgresql://user:password@host/name`. Empty: the embedded server.",
        secret=True,
    )
    nats_url: str = _setting(
        "",
        "NATS servers as `nats://user:password@host:4222`, separated by commas, to wake and tell other processes; "
        "see [Running](running.md#from-one-machine-to-many). Empty: PostgreSQL does it.",
        secret=True,
    )
    nats_prefix: str = _setting(
        "heard", "What the subjects on NATS begin with; different for each Heard that shares a server."
    )
    host: str = _setting("127.0.0.1", "Address the web server listens on.")
    port: int = _setting(8000, "Port the web server listens on.")
    public_url: str = _setting(
        "", "Where people and networks reach Heard, without a slash at the end. Empty: `http://HOST:PORT`."
    )
    secret_key: str = _setting(
        "",
        "At least 32 characters; encrypts stored credentials. Empty: made once and kept in the data folder.",
        secret=True,
    )
    allow_hosts: tuple[str, ...] = _setting(
        (), "Private `host:port` pairs that outgoing calls may reach all the same, separated by commas."
    )
    log_level: str = _setting("info", "`debug`, `info`, `warning` or `error`.")
    log_format: str = _setting("auto", "`json`, `console`, or `auto`: console on a terminal, JSON elsewhere.")
    database_pool: int = _setting(10, "Database connections each process keeps for requests and work.")
    practice: bool = _setting(
        False, "Whether the built-in practice network answers at `/practice`; the demo turns it on."
    )
    mail_url: str = _setting(
        "",
        "Mail server as `smtps://user:password@host:465` or `smtp://host:587`, to tell people by e-mail; "
        "see [Running](running.md#e-mail). Empty: nobody is told by e-mail.",
        secret=True,
    )
    mail_from: str = _setting("", "Whom mails are from: `heard@example.com` or `Heard <heard@example.com>`.")
    mail_after_seconds: float = _setting(
        300.0, "How long what a person has not read waits before it is mailed, so that one mail tells of all of it."
    )
    slack_url: str = _setting(
        "https://slack.com/api", "Where Slack's API answers; another for GovSlack: `https://slack-gov.com/api`."
    )
    undo_seconds: float = _setting(5.0, "How long a reply can be taken back before it goes to the network.")
    link_cards: bool = _setting(
        True,
        "Whether Heard reads title and picture of pages that messages link to, when somebody looks at the message.",
    )
    keep_done_days: int = _setting(14, "How many days deliveries are kept as received once they are applied.")
    keep_parked_days: int = _setting(0, "How many days parked deliveries are kept; 0: until somebody deals with them.")
    keep_failed_jobs_days: int = _setting(30, "How many days jobs that were given up stay listed; 0: for ever.")
    keep_waiting_days: int = _setting(
        30, "How many days an edit or deletion waits for a message that never came; 0: for ever."
    )
    trusted_proxies: str = _setting(
        "127.0.0.1", "Addresses whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas."
    )

    def __post_init__(self) -> None:
        """Check what reading alone does not.

        Raises:
            SettingsError: an address is none of its kind; the message repeats none that may hold a password.
        """
        if not all(each.strip().startswith(("nats://", "tls://")) for each in self.nats_url.split(",") if each.strip()):
            msg = "HEARD_NATS_URL cannot be read: each address begins with nats:// or tls://."
            raise SettingsError(msg)
        if not _SUBJECT.fullmatch(self.nats_prefix):
            msg = f"HEARD_NATS_PREFIX={self.nats_prefix!r} cannot be read: write letters, digits, - and _, with dots between."
            raise SettingsError(msg)
        if self.slack_url.partition("://")[0] not in {"https", "http"}:
            msg = "HEARD_SLACK_URL cannot be read: it begins with https://."
            raise SettingsError(msg)
        _ = self.mail

    @property
    def mail(self) -> MailServer | None:
        """The mail server; None when there is none.

        Raises:
            SettingsError: its address or the sender's cannot be read; the message does not repeat the former.
        """
        if not self.mail_url:
            return None
        if not self.mail_from:
            msg = "HEARD_MAIL_URL is set, so HEARD_MAIL_FROM is needed: the address that mails are from."
            raise SettingsError(msg)
        try:
            sender_of(self.mail_from)
        except ValueError as error:
            msg = f"HEARD_MAIL_FROM={self.mail_from!r} cannot be read: {error}."
            raise SettingsError(msg) from error
        try:
            return server_of(self.mail_url, self.mail_from)
        except ValueError as error:
            msg = f"HEARD_MAIL_URL cannot be read: {error}."
            raise SettingsError(msg) from None

    @property
    def url(self) -> str:
        """The address people open, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def key(self) -> bytes:
        """The secret key: the one set, else one made on first use and kept readable by its owner only.

        Raises:
            SettingsError: `HEARD_SECRET_KEY` is set but too short, or the kept key is damaged.
        """
        if self.secret_key:
            if len(self.secret_key) < MIN_SECRET:
                msg = f"HEARD_SECRET_KEY has {len(self.secret_key)} characters; give it at least {MIN_SECRET}."
                raise SettingsError(msg)
            return self.secret_key.encode()
        return _kept_secret(self.data_dir / "secret_key")

    @property
    def media_dir(self) -> Path:
        """Where files of people and networks are kept."""
        return self.data_dir / "media"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a value cannot be read as its type; the message names the variable.
    """
    environ = os.environ if environ is None else environ
    hints = get_type_hints(Settings)
    values = {
        each.name: _read(f"HEARD_{each.name.upper()}", environ[f"HEARD_{each.name.upper()}"], hints[each.name])
        for each in fields(Settings)
        if f"HEARD_{each.name.upper()}" in environ
    }
    return Settings(**values)  # pyright: ignore[reportArgumentType]  # each was read as its own field's type


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the generated documentation."""
    rows: list[tuple[str, str, str]] = []
    for each in fields(Settings):
        default = "" if each.default is MISSING else each.default
        shown = ",".join(str(part) for part in default) if isinstance(default, tuple) else str(default)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # a field's default is untyped
        rows.append(
            (f"HEARD_{each.name.upper()}", shown.lower() if isinstance(default, bool) else shown, each.metadata["doc"])
        )
    return rows


def _read(name: str, raw: str, kind: object) -> object:
    reader = _READERS.get(kind, str)
    try:
        return reader(raw.strip())
    except ValueError as error:
        msg = f"{name}={raw!r} cannot be read: {error}."
        raise SettingsError(msg) from error


def _boolean(raw: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if raw.lower() not in known:
        msg = "write true or false"
        raise ValueError(msg)
    return known[raw.lower()]


def _whole(raw: str) -> int:
    return int(_not_negative(int(raw)))


def _decimal(raw: str) -> float:
    return _not_negative(float(raw))


def _not_negative(number: float) -> float:
    if not 0 <= number < math.inf:
        msg = "write a number from 0 up"
        raise ValueError(msg)
    return number


def _path(raw: str) -> Path:
    if not raw:
        msg = "write a folder"
        raise ValueError(msg)
    return Path(raw).expanduser()


def _parts(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


_READERS: dict[object, Callable[[str], object]] = {
    bool: _boolean,
    int: _whole,
    float: _decimal,
    Path: _path,
    tuple[str, ...]: _parts,
}


def _kept_secret(path: Path) -> bytes:
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes().strip()
    if len(secret) < MIN_SECRET:
        msg = f"{path} holds no key of at least {MIN_SECRET} characters; bring it back from your backup."
        raise SettingsError(msg)
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears with all its content or not at all: of two processes starting together both read one whole key.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
