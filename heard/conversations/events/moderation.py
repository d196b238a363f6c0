"""What happens when a network is asked to do something with what was said there, or with who said it."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class _Done(Event):
    """Something was done with a message on its network: by a person of ours, with why, or (by the network) in its own app."""

    message_id: int
    why: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageLiked(_Done):
    """We like a message."""

    kind = "message.liked"


@dataclass(frozen=True, kw_only=True)
class MessageUnliked(_Done):
    """A like of ours was taken back."""

    kind = "message.unliked"


@dataclass(frozen=True, kw_only=True)
class MessageHidden(_Done):
    """A comment under a post of ours is hidden from others."""

    kind = "message.hidden"


@dataclass(frozen=True, kw_only=True)
class MessageShown(_Done):
    """A comment that was hidden can be seen by all again."""

    kind = "message.shown"


@dataclass(frozen=True, kw_only=True)
class MessageWithdrawn(_Done):
    """A reply of ours was deleted on the network."""

    kind = "message.withdrawn"


@dataclass(frozen=True, kw_only=True)
class AuthorFollowed(_Done):
    """Our account follows who said it."""

    kind = "message.author_followed"


@dataclass(frozen=True, kw_only=True)
class AuthorUnfollowed(_Done):
    """Our account follows who said it no more."""

    kind = "message.author_unfollowed"


DEEDS: dict[str, type[_Done]] = {
    "like": MessageLiked,
    "unlike": MessageUnliked,
    "hide": MessageHidden,
    "show": MessageShown,
    "delete": MessageWithdrawn,
    "follow": AuthorFollowed,
    "unfollow": AuthorUnfollowed,
}


@dataclass(frozen=True, kw_only=True)
class ModerationAsked(Event):
    """A person asked for something to be done with a message on its network, and why."""

    kind = "message.moderation_asked"
    message_id: int
    deed: str
    why: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ModerationFailed(Event):
    """The network did not do what was asked for a message, for good."""

    kind = "message.moderation_failed"
    message_id: int
    deed: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ModerationDismissed(Event):
    """A person let go of what the network had refused."""

    kind = "message.moderation_dismissed"
    message_id: int
    deed: str
