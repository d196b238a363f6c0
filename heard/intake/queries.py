"""Reads of parked envelopes: a workspace's own, or, for operators at the command line, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from heard.channels.models import Account
from heard.intake.models import Envelope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row

    from heard.kit.db import Session


@dataclass(frozen=True)
class Which:
    """Which parked envelopes are meant: those of these ids, or all that fit the filter."""

    workspace_id: int | None
    ids: Sequence[int] | None = None
    account_id: int | None = None
    network: str | None = None
    reason: str | None = None
    since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter in SQL; `reason` is found anywhere in the reason, in whatever case."""
        found = [Envelope.state == "parked"]
        if self.workspace_id is not None:
            found.append(Envelope.workspace_id == self.workspace_id)
        if self.ids is not None:
            found.append(Envelope.id.in_(self.ids))
        if self.account_id is not None:
            found.append(Envelope.account_id == self.account_id)
        if self.network is not None:
            found.append(Envelope.account_id.in_(select(Account.id).where(Account.network == self.network)))
        if self.reason:
            found.append(func.strpos(func.lower(Envelope.reason), self.reason.lower()) > 0)
        if self.since is not None:
            found.append(Envelope.received_at >= self.since)
        return found


async def parked(
    session: Session, which: Which, *, before: int | None = None, limit: int
) -> Sequence[Row[int, int, int, str, str, datetime, int, str | None, int]]:
    """Parked envelopes, newest first, without their bodies."""
    query = (
        select(
            Envelope.id,
            Envelope.workspace_id,
            Envelope.account_id,
            Account.name.label("account_name"),
            Account.network,
            Envelope.received_at,
            Envelope.attempts,
            Envelope.reason,
            func.octet_length(Envelope.body).label("size"),
        )
        .join(Account, Account.id == Envelope.account_id)
        .where(*which.conditions())
    )
    if before is not None:
        query = query.where(Envelope.id < before)
    return (await session.execute(query.order_by(Envelope.id.desc()).limit(limit))).all()


async def count_parked(session: Session, which: Which) -> int:
    """How many there are."""
    return (await session.execute(select(func.count()).select_from(Envelope).where(*which.conditions()))).scalar_one()


async def parked_envelope(session: Session, which: Which) -> Envelope | None:
    """One parked envelope with its body."""
    return await session.scalar(select(Envelope).where(*which.conditions()).limit(1))
