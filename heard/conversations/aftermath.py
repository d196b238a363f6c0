"""What may still happen to a message once it is said: edits, deletion, reactions, receipts. Pure rules over one message.

Each rule ends the same in whatever order its changes come and however often: networks keep neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, assert_never

from heard.channels.base import Deleted, Edited, Moderated, Reached, Reacted
from heard.kit.text import clean
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Happening = Edited | Deleted | Reacted | Moderated | Reached
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass
class Aftermath:
    """What of a message can change. `revisions` holds the words before `text`, oldest first, each since when."""

    text: str
    at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    revisions: list[dict[str, Any]] = field(default_factory=list["dict[str, Any]"])
    reactions: list[dict[str, Any]] = field(default_factory=list["dict[str, Any]"])
    standing: dict[str, Any] = field(default_factory=dict[str, Any])

    def take(self, what: Happening) -> bool:
        """Apply one change; whether it is news, that is, whether people see a difference."""
        match what:
            case Edited():
                return self._edit(clean(what.text), what.at)
            case Deleted():
                return self._delete(what.at)
            case Reacted():
                return self._react(what)
            case Moderated():
                return self._stand(what)
            case Reached():
                return self._reach(what.how, what.at)
            case _:
                assert_never(what)

    def _edit(self, words: str, at: datetime) -> bool:
        """Put a version in its place among the others; the newest one is the text, the first stays the first."""
        versions = [(_since(number, each), each["text"]) for number, each in enumerate(self.revisions)]
        versions.append((self.edited_at or _FIRST, self.text))
        earlier = [version for version in versions if version[0] <= at]
        if earlier[-1][0] == at:
            return False
        *before, (newest, self.text) = [*earlier, (at, words), *versions[len(earlier) :]]
        self.edited_at = newest
        self.revisions = [{"text": text, "at": max(since, self.at).isoformat()} for since, text in before]
        return words != earlier[-1][1]

    def _delete(self, at: datetime) -> bool:
        first = self.deleted_at is None
        self.deleted_at = at if self.deleted_at is None else min(self.deleted_at, at)
        return first

    def _react(self, what: Reacted) -> bool:
        by = "us" if what.ours else what.by.external_id
        place = by if what.one_each else f"{by} {what.emoji}"
        last = next((each for each in self.reactions if each["place"] == place), None)
        if last is not None and from_iso(last["at"]) >= what.at:
            return False
        name = clean(what.by.name or what.by.handle or "")
        # One that was taken back stays as a mark, so that its own coming late does not bring it back.
        mark = {
            "place": place,
            "by": by,
            "name": name,
            "emoji": clean(what.emoji),
            "at": what.at.isoformat(),
            "removed": what.removed,
        }
        self.reactions = [*(each for each in self.reactions if each["place"] != place), mark]
        return not what.removed or (last is not None and not last["removed"])

    def _stand(self, what: Moderated) -> bool:
        """The newest word on whether it is liked, or hidden, counts; of two at once the one that says so."""
        last = self.standing.get(what.what)
        if last is not None and (from_iso(last["at"]), last["on"]) >= (what.at, what.on):
            return False
        self.standing = {**self.standing, what.what: {"on": what.on, "at": what.at.isoformat()}}
        return what.on is not (last is not None and last["on"])

    def _reach(self, how: str, at: datetime) -> bool:
        """What is read was delivered; the first time of each counts."""
        before = self.delivered_at, self.read_at
        self.delivered_at = min(self.delivered_at or at, at)
        if how == "read":
            self.read_at = min(self.read_at or at, at)
        return before != (self.delivered_at, self.read_at)


def _since(number: int, revision: Mapping[str, Any]) -> datetime:
    """Since when a version stood; the first has stood since ever, whatever the clocks said."""
    return _FIRST if number == 0 else from_iso(revision["at"])


def shown_revisions(text: str, revisions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The earlier words worth showing: some networks tell an edit that changed none."""
    words = [each["text"] for each in revisions] + [text]
    return [each for each, after in zip(revisions, words[1:], strict=True) if each["text"] != after]
