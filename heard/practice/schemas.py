"""HTTP shapes of the practice network."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
IdText = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,17}$")]
Handle = Annotated[str, Meta(min_length=1, max_length=31)]
Text = Annotated[str, Meta(min_length=1, max_length=5_000)]
# Tokens of pictures that were put on the site before.
Pictures = Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=4)]
PostKind = Literal["post", "review"]
ClientRef = Annotated[str, Meta(max_length=200)]


class PracticeBrand(Struct):
    """The brand people talk about and to."""

    handle: str
    name: str


class PracticeSite(Struct):
    """The site; `site` is its key in addresses."""

    site: str
    name: str
    brand: PracticeBrand


class PracticeAuthor(Struct):
    """Who said something."""

    handle: str
    name: str
    avatar_color: str


class PracticeProfile(PracticeAuthor):
    """Somebody on the site. `followed`: the brand follows them."""

    is_brand: bool
    followed: bool


class PracticeProfileList(Struct):
    """Everybody on the site."""

    items: list[PracticeProfile]


class PracticeProfileRequest(Struct, forbid_unknown_fields=True):
    """A new customer."""

    handle: Handle
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class PracticeComment(Struct):
    """A comment; a deleted one keeps its place and loses its words, a hidden one has them for its author alone."""

    id: int
    author: PracticeAuthor
    text: str
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    parent_id: int | None
    reactions: dict[str, str]
    pictures: list[str]
    liked: bool
    hidden: bool


class PracticePost(Struct):
    """A post or review with its comments."""

    id: int
    author: PracticeAuthor
    text: str
    rating: int | None
    kind: PostKind
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    comments: list[PracticeComment]
    reactions: dict[str, str]
    pictures: list[str]
    liked: bool


class PracticePostList(Struct):
    """The newest posts, newest first."""

    items: list[PracticePost]


class PracticePostRequest(Struct, forbid_unknown_fields=True):
    """A new post or review."""

    as_: Handle = field(name="as")
    text: Text
    pictures: Pictures = []
    kind: PostKind = "post"
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None


class PracticeCommentRequest(Struct, forbid_unknown_fields=True):
    """A new comment."""

    as_: Handle = field(name="as")
    text: Text
    parent_id: Id | None = None


class PracticeMessageRequest(Struct, forbid_unknown_fields=True):
    """A private message to the brand."""

    as_: Handle = field(name="as")
    text: Text
    pictures: Pictures = []


class PracticeWords(Struct, forbid_unknown_fields=True):
    """New words for something said."""

    as_: Handle = field(name="as")
    text: Text


class PracticeReader(Struct, forbid_unknown_fields=True):
    """Who has read their private messages."""

    as_: Handle = field(name="as")


class PracticeReaction(Struct, forbid_unknown_fields=True):
    """An emoji for something said; none takes one's own back."""

    as_: Handle = field(name="as")
    emoji: Annotated[str, Meta(min_length=1, max_length=16)] | None = None


class PracticeMessage(Struct):
    """A private message; `from` and `to` are handles."""

    id: int
    from_: str = field(name="from")
    to: str
    text: str
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    read_at: datetime | None
    reactions: dict[str, str]
    pictures: list[str]


class PracticeMessageList(Struct):
    """The messages between somebody and the brand, as they were written."""

    items: list[PracticeMessage]


class PracticeDelivery(Struct):
    """A webhook on its way to the brand."""

    id: int
    kind: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    last_error: str | None
    at: datetime


class PracticeDeliveryList(Struct):
    """The newest webhooks, newest first."""

    items: list[PracticeDelivery]


class PracticeMe(Struct):
    """Who an access token belongs to."""

    id: str
    handle: str
    name: str


class BrandCommentRequest(Struct, forbid_unknown_fields=True):
    """The brand's comment under a post, or answer to a comment."""

    in_reply_to: IdText
    text: Text
    pictures: Pictures = []
    client_ref: ClientRef | None = None


class BrandMessageRequest(Struct, forbid_unknown_fields=True):
    """The brand's private message to a customer."""

    to: IdText
    text: Text
    pictures: Pictures = []
    client_ref: ClientRef | None = None


class PracticeSaid(Struct):
    """What the brand just said."""

    id: str
    client_ref: str | None
    url: str | None


class PracticeFollowing(Struct):
    """Whether the brand follows somebody."""

    id: str
    followed: bool


class PracticeStanding(Struct):
    """What the brand has done with something that was said, as it now stands."""

    id: str
    liked: bool
    hidden: bool
    deleted: bool


class PracticeFeed(Struct):
    """The events a brand's webhook is told, oldest first, and the place to ask on from."""

    events: list[dict[str, Any]]
    next: str


class PracticeRefresh(Struct, forbid_unknown_fields=True):
    """A refresh token."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=200)]


class PracticeTokens(Struct):
    """An access token for so many seconds, and the refresh token that comes next."""

    access_token: str
    refresh_token: str
    expires_in: int
