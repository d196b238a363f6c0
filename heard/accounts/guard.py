"""What a route says of itself: the permission it needs, or that it is open to everybody. One that says neither is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heard.accounts.permissions import Permission

PERMISSION = "permission"
OPEN = "open"


def needs(permission: Permission) -> dict[str, object]:
    """The route's options: only for members with this permission."""
    return {PERMISSION: permission}


def signed_in() -> dict[str, object]:
    """The route's options: for every signed-in member; it concerns only themselves."""
    return {PERMISSION: None}


def open_to_all() -> dict[str, object]:
    """The route's options: for everybody, signed in or not."""
    return {OPEN: True}
