"""What an adapter is: its network's capabilities, what it is given, what it can be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from msgspec import Struct

from heard.channels.base.incoming import Inbound, RawRequest, Verdict
from heard.channels.base.outgoing import Deed, Outbound, Receipt, TextUnit

if TYPE_CHECKING:
    from heard.channels.failures import ErrorRow
    from heard.kit.http import Http


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
    max_pictures_public: int = 0
    max_pictures_private: int = 0
    max_picture_bytes: int = 0
    private_window_minutes: int | None = None
    replies_need_summons: bool = False
    can_like: bool = False
    can_hide: bool = False
    can_delete_own: bool = False
    can_delete_own_private: bool = False
    can_follow: bool = False
    history_days: int = 0


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


class Past(Struct, frozen=True):
    """A page of what was said before an account was connected, each in the form in which the webhook would have brought it.

    `page` names the next one; None: there is no more.
    """

    deliveries: tuple[Delivery, ...]
    page: Cursor | None


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


@runtime_checkable
class Remembering(Protocol):
    """A network that gives what was said before the account was connected, `history_days` back at most."""

    async def remember(self, since: datetime, page: Cursor | None) -> Past:
        """One page of what was said since then, what we answered before what was asked if the network parts them.

        What is older than `since` may be among it.

        Raises:
            Retry, Rejected, Reauth, Unknown: why nothing could be read; asking for the same page again does no harm.
        """
        ...


@runtime_checkable
class Moderating(Protocol):
    """A network on which something can be done to what was said; its capabilities (`can_…`) say what."""

    async def moderate(self, deed: Deed) -> None:
        """Do it. What is done already, or gone when it was to be deleted, is no failure.

        Raises:
            Retry, Rejected, Reauth, Unknown: it was not done, or nobody knows; asking again does no harm.
        """
        ...


@runtime_checkable
class Adjustable(Protocol):
    """A network of which the settings of an account change what it can do."""

    @classmethod
    def adjusted(cls, settings: Mapping[str, Any]) -> Capabilities:
        """What an account with these settings can do (secrets are not among them). Pure."""
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
