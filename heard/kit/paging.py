"""Paging by key: a cursor is the sort key of the last row seen, so pages stay right while rows come and go."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, TypeVar

import msgspec

from heard.kit.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class BadCursor(Invalid):
    """This cursor is not one Heard gave out for this list; start again without it."""

    code = "bad_cursor"


def encode(key: object) -> str:
    """A cursor for an address from the sort key of a row (anything msgspec can write)."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def decode(cursor: str, kind: type[T]) -> T:
    """The sort key inside a cursor.

    Raises:
        BadCursor: not one of ours, or of another list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=kind)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise BadCursor from error


def following(rows: Sequence[T], limit: int, key: Callable[[T], object]) -> str | None:
    """The cursor of the next page, from rows of which one more than `limit` was asked for; None when this is the last."""
    return encode(key(rows[limit - 1])) if len(rows) > limit else None
