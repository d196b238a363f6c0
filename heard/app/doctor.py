"""Looking for what is wrong: each finding says what was looked at, how it is, and what mends it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import select

from heard.app import process
from heard.app.migrate import pending
from heard.app.operations import service as operations
from heard.app.web import STATIC
from heard.channels.models import Account
from heard.kit import mail
from heard.kit.db import Database
from heard.kit.postgres import PostgresFailed
from heard.kit.settings import SettingsError
from heard.notifications import service as notifications

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from heard.kit.mail import MailServer
    from heard.kit.settings import Settings

_LEAST_FREE = 500 << 20
_OLDEST = 150000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    well: bool
    detail: str
    mend: str = ""


async def examine(settings: Settings) -> AsyncGenerator[Finding]:
    """Look at everything an installation depends on, the simplest first."""
    yield _python()
    yield _data(settings)
    yield _key(settings)
    yield _disk(settings)
    yield _pages()
    yield _port(settings)
    async for finding in _database(settings):
        yield finding
    if settings.nats_url:
        yield await _nats(settings.nats_url)
    if settings.mail is not None:
        yield await _mail(settings.mail)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.",
    )


def _data(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    at = folder if folder.exists() else folder.parent
    well = os.access(at, os.W_OK)
    return Finding(
        "data folder", well, str(folder), "" if well else f"Let this user write to {at}, or set HEARD_DATA_DIR."
    )


def _key(settings: Settings) -> Finding:
    try:
        length = len(settings.key)
    except (SettingsError, OSError) as error:
        return Finding("secret key", well=False, detail=str(error), mend="Set HEARD_SECRET_KEY to a long random text.")
    return Finding("secret key", well=True, detail=f"{length} characters")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    well = free > _LEAST_FREE
    return Finding(
        "disk", well, f"{free >> 20} MB free", "" if well else "Free some space: without it nothing can be kept."
    )


def _pages() -> Finding:
    well = (STATIC / "index.html").exists()
    return Finding("web UI", well, "built" if well else "not built", "" if well else "Run `make run`, which builds it.")


def _port(settings: Settings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    detail = f"{settings.host}:{settings.port} " + (
        "answers: Heard, or something else, is running" if taken else "is free"
    )
    return Finding("port", well=True, detail=detail)


async def _database(settings: Settings) -> AsyncGenerator[Finding]:
    try:
        async with process.database_url(settings) as url:
            connection = await asyncpg.connect(url, timeout=10)
            number: int = connection.get_server_version().major * 10000
            await connection.close()
            kind = "external" if settings.database_url else "embedded"
            well = number >= _OLDEST
            yield Finding(
                "database", well, f"PostgreSQL {number // 10000}, {kind}", "" if well else "Use PostgreSQL 15 or newer."
            )
            missing = await pending(url)
            mend = "" if not missing else "Run `heard migrate`, or just start Heard."
            yield Finding("schema", not missing, "up to date" if not missing else f"lacks {', '.join(missing)}", mend)
            if not missing:
                async for finding in _work(url):
                    yield finding
    except (OSError, asyncpg.PostgresError, TimeoutError, PostgresFailed) as error:
        mend = (
            "Check HEARD_DATABASE_URL and that the server runs."
            if settings.database_url
            else "See postgres.log in the data folder."
        )
        yield Finding("database", well=False, detail=str(error) or type(error).__name__, mend=mend)


async def _nats(url: str) -> Finding:
    from heard.kit.bus import nats

    try:
        version = await nats.check(url)
    except nats.TROUBLE as error:
        mend = "Check HEARD_NATS_URL and that the server runs. Until then news come by poll, some seconds late."
        return Finding("NATS", well=False, detail=nats.said(error, nats.servers(url)), mend=mend)
    return Finding("NATS", well=True, detail=f"nats-server {version}")


async def _mail(server: MailServer) -> Finding:
    where = f"{server.host}:{server.port}"
    try:
        how = await mail.check(server)
    except mail.NotSent as error:
        mend = "Check HEARD_MAIL_URL and that the server runs. Until then mails wait, for about a day."
        return Finding("mail server", well=False, detail=f"{where}: {error}", mend=mend)
    return Finding("mail server", well=True, detail=f"{where} answers, {how}")


async def _work(url: str) -> AsyncGenerator[Finding]:
    """What waits for a person: parked work, given-up jobs, accounts that are not well."""
    database = Database(url, pool=1)
    try:
        async with database.transaction() as session:
            found = await operations.count(session, None)
            query = select(Account).where(
                Account.removed_at.is_(None), Account.health.in_(("degraded", "reauth_required"))
            )
            accounts = (await session.scalars(query.order_by(Account.id))).all()
            mails = await notifications.mail_trouble(session, workspace_id=None)
    finally:
        await database.close()
    for what, number in (("deliveries", found.envelopes), ("events", found.events)):
        mend = "See `heard parked list`; mend the cause, then `heard parked replay`." if number else ""
        yield Finding(f"parked {what}", not number, str(number) if number else "none", mend)
    mend = "See `heard parked list --what jobs`." if found.jobs else ""
    yield Finding("failed and stalled jobs", not found.jobs, str(found.jobs) if found.jobs else "none", mend)
    if mails is not None:
        detail = f"{mails.count} since {mails.since:%Y-%m-%d %H:%M}: {mails.reason}"
        yield Finding("mails that wait", well=False, detail=detail, mend="Mend the mail server: they are tried again.")
    for each in accounts:
        detail = (
            f"{each.health.replace('_', ' ')} since {each.health_since:%Y-%m-%d %H:%M}: {each.health_reason or '?'}"
        )
        yield Finding(
            f"account {each.id} ({each.name})", well=False, detail=detail, mend="Settings → Accounts → Check."
        )
    if not accounts:
        yield Finding("accounts", well=True, detail="all well")
