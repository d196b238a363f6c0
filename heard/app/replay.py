"""Sending a file of posts to a running Heard, as the network would deliver them: signed, over HTTP, at a chosen speed."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import click
import httpcore
from msgspec import Struct
from sqlalchemy import select

from heard.channels.base import Replayed
from heard.channels.models import Account
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.app.services import Services
    from heard.channels.base import Delivery

_ATTEMPTS = 60
_PAUSE = 0.5
_TELL_EVERY = 50
_OK = 200
_FORMS = ("%m/%d/%Y %H:%M", "%a %b %d %H:%M:%S %z %Y", "%Y-%m-%d %H:%M:%S")


class Plan(Struct, kw_only=True):
    """What to send, where and how; columns are comma-separated names of which the first found is used."""

    file: str
    network: str = "x"
    account: int | None = None
    url: str | None = None
    rate: float = 0
    connections: int = 32
    limit: int | None = None
    shuffle: int | None = None
    id_column: str = "id,tweet_id"
    created_column: str = "created,created_at,tweet_created"
    author_column: str = "author,author_id"
    text_column: str = "text"


class Signs(Protocol):
    """Makes the signed delivery of a post, as an adapter does."""

    def replay(self, post: Replayed) -> Delivery:
        """The delivery by which the network would bring the post."""
        ...


@dataclass(frozen=True)
class Target:
    """Where the deliveries go, and who signs them."""

    url: str
    channel: Signs


@dataclass
class Summary:
    """What became of a replay."""

    sent: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    duplicates: int = 0
    repeated: int = 0
    seconds: float = 0

    def text(self) -> str:
        """The summary as a person reads it."""
        refused = ", ".join(f"{count} × {why}" for why, count in self.refused.most_common()) or "none"
        rate = self.accepted / self.seconds if self.seconds else 0
        return (
            f"sent {self.sent}, accepted {self.accepted}, refused {sum(self.refused.values())} ({refused}), "
            f"duplicates {self.duplicates}, sent again after trouble {self.repeated}; "
            f"{self.seconds:.1f} s, {rate:,.0f}/s"
        )


def read(plan: Plan) -> list[Replayed]:
    """The posts of the file, in the order they are to be sent.

    Raises:
        ClickException: a column is missing or a row cannot be read; the message names it.
    """
    raw = Path(plan.file).read_bytes()
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = rows.fieldnames or []
    columns = {
        "id": _column(names, plan.id_column),
        "created": _column(names, plan.created_column),
        "author": _column(names, plan.author_column, needed=False),
        "text": _column(names, plan.text_column),
    }
    posts = [_post(number, row, columns) for number, row in enumerate(rows, start=2)]
    if plan.shuffle is not None:
        random.Random(plan.shuffle).shuffle(posts)  # noqa: S311 — a repeatable order, not a secret
    return posts[: plan.limit]


def _column(names: Sequence[str], wanted: str, *, needed: bool = True) -> str:
    found = next((name for name in wanted.split(",") if name in names), "")
    if needed and not found:
        msg = f"The file has no column {wanted.replace(',', ' or ')}; it has {', '.join(names)}."
        raise click.ClickException(msg)
    return found


def _post(number: int, row: dict[str, str], columns: dict[str, str]) -> Replayed:
    post_id = row[columns["id"]].strip()
    try:
        at = _moment(row[columns["created"]].strip())
    except ValueError as error:
        msg = f"Line {number}: the time {row[columns['created']]!r} cannot be read."
        raise click.ClickException(msg) from error
    author = row[columns["author"]].strip() if columns["author"] else f"9{post_id}"
    return Replayed(post_id, at, author, row[columns["text"]])


def _moment(value: str) -> datetime:
    for form in _FORMS:
        try:
            moment = datetime.strptime(value, form)  # noqa: DTZ007 — files without a zone are taken as UTC, just below
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return from_iso(value)


async def target(services: Services, plan: Plan) -> Target:
    """The account to deliver to.

    Raises:
        ClickException: there is none.
    """
    query = select(Account).where(Account.network == plan.network, Account.removed_at.is_(None)).order_by(Account.id)
    if plan.account is not None:
        query = query.where(Account.id == plan.account)
    async with services.database.transaction() as session:
        account = await session.scalar(query.limit(1))
    if account is None:
        msg = f"No account on {plan.network} is connected here; connect one in the settings, or run `heard demo`."
        raise click.ClickException(msg)
    base = (plan.url or services.settings.url).rstrip("/")
    return Target(f"{base}/hooks/{account.network}/{account.hook_key}", services.directory.channel(account))


async def send(
    where: Target, posts: Sequence[Replayed], plan: Plan, *, on_progress: Callable[[int, float], None]
) -> Summary:
    """Send every post, over so many connections, not faster than the rate; trouble is met by sending again."""
    summary = Summary()
    started = time.perf_counter()
    queue = iter(enumerate(posts))
    seen: set[str] = set()

    async def one() -> None:
        # A pool of one: a shared pool searches all its connections for every request.
        async with httpcore.AsyncConnectionPool(max_connections=1, keepalive_expiry=30) as pool:
            for number, post in queue:
                if plan.rate:
                    await asyncio.sleep(max(0.0, started + number / plan.rate - time.perf_counter()))
                summary.duplicates += post.id in seen
                seen.add(post.id)
                await _deliver(pool, where.url, where.channel.replay(post), summary)
                if summary.sent % _TELL_EVERY == 0 or summary.sent == len(posts):
                    on_progress(summary.sent, summary.sent / (time.perf_counter() - started))

    await asyncio.gather(*(one() for _ in range(plan.connections)))
    summary.seconds = time.perf_counter() - started
    return summary


async def _deliver(pool: httpcore.AsyncConnectionPool, url: str, delivery: Delivery, summary: Summary) -> None:
    """Deliver once; like a network, again while the door is away or cannot keep it."""
    summary.sent += 1
    why = ""
    host = urlsplit(url).netloc
    headers = [(b"host", host.encode()), *((name.encode(), value.encode()) for name, value in delivery.headers.items())]
    for attempt in range(_ATTEMPTS):
        summary.repeated += attempt > 0
        try:
            response = await pool.request(
                "POST", url, headers=headers, content=delivery.body, extensions={"timeout": _TIMEOUT}
            )
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            why = type(error).__name__
        else:
            if response.status == _OK:
                summary.accepted += 1
                return
            why = str(response.status)
            if response.status < 500:  # noqa: PLR2004 — refused for good: sending it again would not help
                break
        await asyncio.sleep(_PAUSE)
    summary.refused[why] += 1


_TIMEOUT = {"connect": 5.0, "read": 15.0, "write": 15.0, "pool": 60.0}
