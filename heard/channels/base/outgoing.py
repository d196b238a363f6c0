"""What goes out: a reply on its way, and what may come of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from heard.channels.base.incoming import ThreadKind, Visibility
from heard.channels.weighing import weighted_length

TextUnit = Literal["characters", "weighted"]
DeedKind = Literal["like", "unlike", "hide", "show", "delete", "follow", "unfollow"]


class Picture(Struct, frozen=True):
    """A picture on its way, with the type its own bytes have (`image/jpeg`, `image/png`, `image/gif`, `image/webp`)."""

    body: bytes
    content_type: str
    name: str | None = None


class Outbound(Struct, frozen=True):
    """A reply on its way: to `peer`, in the thread, answering `reply_to`.

    `client_ref` is ours, for networks that echo it.
    """

    visibility: Visibility
    kind: ThreadKind
    thread_key: str
    peer: str
    text: str
    client_ref: str
    reply_to: str | None = None
    pictures: tuple[Picture, ...] = ()


class Deed(Struct, frozen=True):
    """Something to be done on the network to what was said there, or to who said it. Done twice it is done once.

    `external_id` names the message; for following, the person.
    """

    do: DeedKind
    external_id: str
    visibility: Visibility = "public"


class Receipt(Struct, frozen=True):
    """The network took the reply and calls it `external_id`; `thread_key` where the network just named the thread."""

    external_id: str
    thread_key: str | None = None
    url: str | None = None


class SendError(Exception):
    """A reply did not go out, or may not have. `code` is stable, `detail` is the network's reason in words."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep both for the message's delivery state."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Retry(SendError):
    """Nothing was sent; try again after `after` seconds (None: as Heard thinks best)."""

    def __init__(self, code: str, detail: str, *, after: float | None = None) -> None:
        """Keep the pause the network asks for."""
        super().__init__(code, detail)
        self.after = after


class Rejected(SendError):
    """The network refuses this reply for good."""


class Reauth(SendError):
    """Our permission for the account ended; nothing goes out until it is renewed."""


class Unknown(SendError):
    """The network may have taken the reply: no answer came. It is never sent again without a person's word."""


def text_length(text: str, unit: str) -> int:
    """How long a network finds a text: in characters, or weighted as X counts."""
    return weighted_length(text) if unit == "weighted" else len(text)
