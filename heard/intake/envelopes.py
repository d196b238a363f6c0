"""A delivery as the row it is kept in, whichever way it came: pushed to the door, or fetched by a poll."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from heard.channels.base import dedup_key
from heard.kit.log import SHARDS

if TYPE_CHECKING:
    from heard.channels.base import Channel, RawRequest
    from heard.channels.service import Connected

# Workspace, account, dedup key, shard, headers as JSON, body.
Row = tuple[int, int, str, int, str, bytes]


def row_of(connected: Connected, channel: Channel, request: RawRequest, headers: dict[str, str]) -> Row:
    """The columns of a new envelope; `headers` are those to keep.

    What one person says shares a shard, and so is applied in order.
    """
    peer = channel.peer_key(request) or ""
    shard = zlib.crc32(f"{connected.id}:{peer}".encode()) % SHARDS
    return (
        connected.workspace_id,
        connected.id,
        dedup_key(request),
        shard,
        _as_json(tuple(headers.items())),
        request.body,
    )


@lru_cache(maxsize=1_000)
def _as_json(headers: tuple[tuple[str, str], ...]) -> str:
    """What a network's deliveries have there is nearly always the same."""
    return msgspec.json.encode(dict(headers)).decode().replace("\\u0000", "")
