"""What was fetched from a network is kept as if the network had delivered it, marked by a header that says how it came."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.channels.base import CannotParse, Ignored, RawRequest, Revoked, Said
from heard.conversations import service as conversations
from heard.conversations.service import Arrival, Place
from heard.intake.envelopes import row_of
from heard.intake.pipeline import BELL
from heard.kit.db import ring_after_commit
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.channels.base import Channel, Delivery, Inbound
    from heard.channels.service import Connected
    from heard.kit.db import Session

_UNREADABLE: list[Inbound] = []


async def keep(
    session: Session, connected: Connected, deliveries: Sequence[Delivery], *, mark: str, oldest: datetime | None
) -> dict[str, datetime]:
    """Keep what is not known yet and not older than `oldest`: the new messages' ids, with the time they were said."""
    assert connected.channel is not None  # noqa: S101 — nothing can be fetched without one
    read = [(each, _read(connected.channel, each, oldest)) for each in deliveries]
    unknown = await _unknown(session, connected, [item for _, items in read for item in items])
    # What cannot be read is kept all the same: it is parked, and shown, by the pipeline.
    fresh = [
        each
        for each, items in read
        if items is _UNREADABLE or any(not isinstance(i, Said) or i.external_id in unknown for i in items)
    ]
    if fresh:
        await session.execute(_INSERT, _columns(connected, connected.channel, fresh, mark))
        ring_after_commit(session, BELL)
    return unknown


def _read(channel: Channel, delivery: Delivery, oldest: datetime | None) -> list[Inbound]:
    """What a delivery says, as far as it asks something of us and is not too old."""
    try:
        items = channel.parse(RawRequest("POST", delivery.headers, {}, delivery.body, now()))
    except CannotParse:
        return _UNREADABLE
    wanted = [each for each in items if not isinstance(each, Ignored | Revoked)]
    return [each for each in wanted if oldest is None or each.at >= oldest]


async def _unknown(session: Session, connected: Connected, items: Sequence[Inbound]) -> dict[str, datetime]:
    """The messages we do not have yet, by their id, with the time they were said."""
    hours = timedelta(hours=connected.reopen_hours)
    place = Place(connected.id, connected.workspace_id, connected.network, connected.team_id, hours)
    arrivals = [Arrival(place, each, now()) for each in items if isinstance(each, Said)]
    fresh = await conversations.drop_known(session, arrivals)
    return {each.said.external_id: each.at for each in fresh}


def _columns(connected: Connected, channel: Channel, deliveries: Sequence[Delivery], mark: str) -> dict[str, Any]:
    requests = [RawRequest("POST", {**each.headers, mark: "1"}, {}, each.body) for each in deliveries]
    rows = [row_of(connected, channel, request, request.headers) for request in requests]
    names = ("workspaces", "accounts", "keys", "shards", "headers", "bodies")
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


_INSERT = text("""
INSERT INTO envelopes (workspace_id, account_id, dedup_key, shard, headers, body)
SELECT workspace, account, key, shard, cast(headers AS jsonb), body
FROM unnest(cast(:workspaces AS bigint[]), cast(:accounts AS bigint[]), cast(:keys AS text[]), cast(:shards AS smallint[]),
  cast(:headers AS text[]), cast(:bodies AS bytea[]))
  WITH ORDINALITY AS new (workspace, account, key, shard, headers, body, place) ORDER BY place
ON CONFLICT (account_id, dedup_key) DO NOTHING
""")
