"""Whether something may be done with what was said, or with who said it: one pure function for the menu, the API and the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from heard.channels.base import DeedKind
from heard.conversations.policy import Refusal, account_refusal

if TYPE_CHECKING:
    from heard.channels.base import Capabilities

DEEDS: tuple[DeedKind, ...] = get_args(DeedKind)
REASONS: dict[DeedKind, tuple[str, ...]] = {
    "hide": ("abuse", "spam", "private_data", "other"),
    "delete": ("mistake", "outdated", "private_data", "other"),
}
"""Why something may be hidden or deleted; that it criticises us is no reason. What is not here needs none."""


@dataclass(frozen=True)
class Target:
    """A message, as far as the decision depends on it. `on_our_post`: it hangs under a post of ours (None: nobody knows)."""

    ours: bool
    visibility: str
    kind: str
    on_our_post: bool | None
    there: bool
    """The network has it, and it is not deleted."""
    liked: bool
    hidden: bool
    followed: bool
    """Our account follows who said it."""
    health: str


def offered(capabilities: Capabilities, target: Target) -> list[DeedKind]:
    """What can be done with the message now."""
    return [deed for deed in DEEDS if moderation_policy(capabilities, target, deed) is None]


def moderation_policy(capabilities: Capabilities, target: Target, deed: DeedKind) -> Refusal | None:
    """None when it may be done, else why not."""
    refusal = account_refusal(target.health)
    if refusal is None and not target.there:
        refusal = Refusal("gone", "This message is not on the network, or no longer.")
    if refusal is not None:
        return refusal
    if deed in {"like", "unlike"}:
        return _liking(capabilities, target, deed)
    if deed in {"follow", "unfollow"}:
        return _following(capabilities, target, deed)
    return _hiding(capabilities, target, deed) if deed in {"hide", "show"} else _deleting(capabilities, target)


def _liking(capabilities: Capabilities, target: Target, deed: DeedKind) -> Refusal | None:
    if not capabilities.can_like:
        return Refusal("cannot_like", "Heard cannot like on this network.")
    if target.ours or target.visibility != "public":
        return Refusal("not_to_like", "Only public messages of others can be liked.")
    return _unless_so(target.liked is (deed == "like"))


def _following(capabilities: Capabilities, target: Target, deed: DeedKind) -> Refusal | None:
    if not capabilities.can_follow:
        return Refusal("cannot_follow", "Heard cannot follow anybody on this network.")
    if target.ours:
        return Refusal("not_to_follow", "Only others can be followed.")
    return _unless_so(target.followed is (deed == "follow"))


def _hiding(capabilities: Capabilities, target: Target, deed: DeedKind) -> Refusal | None:
    if not capabilities.can_hide:
        return Refusal("cannot_hide", "Heard cannot hide on this network.")
    if target.ours or target.visibility != "public" or target.kind != "comment" or target.on_our_post is False:
        return Refusal("not_to_hide", "Only public comments of others under our own posts can be hidden.")
    return _unless_so(target.hidden is (deed == "hide"))


def _deleting(capabilities: Capabilities, target: Target) -> Refusal | None:
    public = target.visibility == "public"
    if not (capabilities.can_delete_own if public else capabilities.can_delete_own_private):
        return Refusal("cannot_delete", "Heard cannot delete this on this network.")
    return None if target.ours else Refusal("not_to_delete", "Only what we said ourselves can be deleted.")


def _unless_so(already: bool) -> Refusal | None:  # noqa: FBT001 — the one thing it asks
    return Refusal("already_so", "It is so already.") if already else None
