"""The contract between Heard and a network: what an adapter is given, what it makes of it, what it may answer.

An adapter translates and nothing else: it decides nothing, keeps nothing, and knows no other room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, runtime_checkable

from msgspec import Struct

from heard.channels.weighing import weighted_length
from heard.kit import json

if TYPE_CHECKING:
    from heard.channels.failures import ErrorRow
    from heard.kit.http import Http

Visibility = Literal["public", "private"]
ThreadKind = Literal["post", "comment", "mention", "dm", "review"]
TextUnit = Literal["characters", "weighted"]


# ---- what comes in ---------------------------------------------------------------------------------------------------


class RawRequest(Struct, frozen=True):
    """One HTTP request at the door: header names in lower case, the body untouched.

    `received_at` dates what a network tells without a time of its own, so that parsing again says the same again.
    """

    method: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    received_at: datetime | None = None


class Accepted(Struct, frozen=True):
    """The request is what it claims to be; keep it."""


class Refused(Struct, frozen=True):
    """The request did not prove where it comes from; `reason` is for the operator's log, not for the sender."""

    reason: str


class Answered(Struct, frozen=True):
    """The request is a handshake and this is its answer; nothing is kept."""

    body: bytes
    content_type: str = "application/json"


Verdict = Accepted | Refused | Answered


class Profile(Struct, frozen=True):
    """A person as a network shows them. `scope` parts networks whose ids differ from page to page."""

    external_id: str
    handle: str | None = None
    name: str | None = None
    avatar_url: str | None = None
    profile_url: str | None = None
    followers: int | None = None
    verified: bool = False
    bio: str | None = None
    scope: str = ""


class Attachment(Struct, frozen=True):
    """A picture, film, sound or file, still at the network's address."""

    kind: str
    url: str
    name: str | None = None


class Quote(Struct, frozen=True):
    """Words of somebody else that a message carries with it."""

    author_name: str
    text: str


class PostRef(Struct, frozen=True):
    """The public post that a comment hangs under, as far as the delivery tells."""

    external_id: str
    author_name: str | None = None
    text: str | None = None
    url: str | None = None


class Said(Struct, frozen=True, tag="said"):
    """Something said to us, or (`ours`) an echo of something we said.

    `thread_key` is the network's grouping for one person: stable, unique within the account. `peer` is the contact:
    the author of what is said to us, the receiver of an echo. `reply_to` is the id an answer must name. `client_ref` is
    our own reference coming back in an echo, from networks that keep it.
    """

    external_id: str
    thread_key: str
    visibility: Visibility
    kind: ThreadKind
    peer: Profile
    text: str
    at: datetime
    ours: bool = False
    summons: bool = True
    reply_to: str | None = None
    rating: int | None = None
    url: str | None = None
    quoted: Quote | None = None
    post: PostRef | None = None
    attachments: tuple[Attachment, ...] = ()
    client_ref: str | None = None


class Edited(Struct, frozen=True, tag="edited"):
    """The text of a message was changed by its author; `reply_to` is the id an answer must name from now on."""

    external_id: str
    text: str
    at: datetime
    reply_to: str | None = None


class Deleted(Struct, frozen=True, tag="deleted"):
    """A message was taken back by its author."""

    external_id: str
    at: datetime


class Reacted(Struct, frozen=True, tag="reacted"):
    """Somebody put `emoji` on a message, or took it back (`removed`).

    `by` is who: a contact, or (`ours`) ourselves in the network's own app. Where a person has `one_each`, a new reaction takes
    the place of the last.
    """

    external_id: str
    by: Profile
    emoji: str
    at: datetime
    removed: bool = False
    ours: bool = False
    one_each: bool = True


class Reached(Struct, frozen=True, tag="reached"):
    """What we said was delivered to the contact, or read: one message (`external_id`), or a whole thread up to `at`.

    Networks tell of threads with a point in time (`thread_key`), or of messages one by one.
    """

    how: Literal["delivered", "read"]
    at: datetime
    external_id: str | None = None
    thread_key: str | None = None


class Revoked(Struct, frozen=True, tag="revoked"):
    """The network says that our permission for this account ended."""

    reason: str


class Ignored(Struct, frozen=True, tag="ignored"):
    """A delivery, or part of one, that asks nothing of us; `reason` says why."""

    reason: str


Inbound = Said | Edited | Deleted | Reacted | Reached | Revoked | Ignored


class CannotParse(ValueError):
    """The delivery has not the form its network documents; it is parked with this reason."""


# ---- what goes out ---------------------------------------------------------------------------------------------------


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


class Identity(Struct, frozen=True):
    """Who we are on the network, as the network tells it."""

    external_id: str
    handle: str
    name: str


class Renewed(Struct, frozen=True):
    """New secrets from the network, by the names of settings, and when the access they give ends."""

    secrets: dict[str, str]
    expires_at: datetime


class Capabilities(Struct, frozen=True):
    """What a network can do, as data: read by `reply_policy`, shown by the composer, listed in the docs."""

    public: bool
    private: bool
    can_open_private: bool
    max_text_public: int
    max_text_private: int
    text_unit: TextUnit = "characters"
    edits: bool = False
    deletes: bool = False
    reactions: bool = False
    receipts: bool = False
    reviews: bool = False
    media: tuple[str, ...] = ()
    private_window_hours: int | None = None
    replies_need_summons: bool = False


class Replayed(Struct, frozen=True):
    """A post out of a file, to be sent to the door as if the network had delivered it."""

    id: str
    at: datetime
    author: str
    text: str


class Delivery(Struct, frozen=True):
    """A signed request for the door."""

    headers: dict[str, str]
    body: bytes


Cursor = dict[str, str]
"""How far an account has been polled, in the network's own terms."""


class Batch(Struct, frozen=True):
    """What a poll found, oldest first, each in the form in which the webhook would have brought it; where it came to."""

    deliveries: tuple[Delivery, ...]
    cursor: Cursor


@dataclass(frozen=True)
class Connection:
    """What an adapter needs of one connected account: its settings (secrets opened), who we are there, a client."""

    settings: Any
    own_id: str
    own_handle: str
    http: Http


REFRESH_TOKEN = "refresh_token"  # noqa: S105 — the name of a setting


@runtime_checkable
class Refreshable(Protocol):
    """A network whose tokens end and can be renewed, where the setting named `REFRESH_TOKEN` is given."""

    async def refresh(self) -> Renewed:
        """Renew the tokens; the ones before may be good for a short while yet.

        Raises:
            Retry, Rejected, Unknown: they were not renewed, or nobody knows.
            Reauth: the network says that they cannot be.
        """
        ...


class Channel(Protocol):
    """One connected account of a network."""

    network: ClassVar[str]
    title: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    errors: ClassVar[Sequence[ErrorRow]]
    Settings: ClassVar[type[Struct]]

    def __init__(self, connection: Connection) -> None:
        """Bind the adapter to one account."""
        ...

    def verify(self, request: RawRequest) -> Verdict:
        """Whether the request comes from the network: in constant time, before anything is parsed."""
        ...

    def peer_key(self, request: RawRequest) -> str | None:
        """Who the delivery is from, if that can be read cheaply: deliveries of one person are applied in order."""
        ...

    def parse(self, request: RawRequest) -> Sequence[Inbound]:
        """What the delivery says. Pure. Kinds it does not know become `Ignored`.

        Raises:
            CannotParse: the delivery has not the documented form.
        """
        ...

    def private_key(self, peer: str) -> str:
        """The `thread_key` a private exchange with this person has, or will have once it begins."""
        ...

    async def send(self, out: Outbound) -> Receipt:
        """Send one reply, once.

        Raises:
            Retry, Rejected, Reauth, Unknown: what became of it instead.
        """
        ...

    async def identify(self) -> Identity:
        """Ask the network who we are: proof that the settings work.

        Raises:
            Retry, Rejected, Reauth, Unknown: why they do not.
        """
        ...

    async def poll(self, since: Cursor | None) -> Batch:
        """What was said since then, whether or not the webhook brought it; None: the newest that is easily had.

        Raises:
            Retry, Rejected, Reauth, Unknown: why nothing could be read.
        """
        ...

    def replay(self, post: Replayed) -> Delivery:
        """The signed delivery by which this network would bring the post."""
        ...


# ---- helpers for adapters --------------------------------------------------------------------------------------------


def dedup_key(request: RawRequest) -> str:
    """The identity of a delivery: a repeated delivery has the same bytes. SHA-256, 32 hex digits."""
    return hashlib.sha256(request.body).hexdigest()[:32]


def decode_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        CannotParse: not JSON, nested too deeply, or not an object.
    """
    try:
        value = json.read(body)
    except ValueError as error:
        msg = f"the body is not JSON: {error}"
        raise CannotParse(msg) from error
    if not isinstance(value, dict):
        msg = "the body is not a JSON object"
        raise CannotParse(msg)
    return value  # pyright: ignore[reportUnknownVariableType]  # its contents are the network's affair


def text_length(text: str, unit: str) -> int:
    """How long a network finds a text: in characters, or weighted as X counts."""
    return weighted_length(text) if unit == "weighted" else len(text)
