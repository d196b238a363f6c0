"""What the far ends know: what was delivered and acknowledged, what agents were promised, what the network was told to say."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Kept outside of Heard, by those who speak to it."""

    delivered: dict[str, str] = field(default_factory=dict[str, str])
    """Messages handed to the door at least once, by external id, with their words."""
    acknowledged: dict[str, str] = field(default_factory=dict[str, str])
    """Those the door has answered with 200."""
    edits: dict[str, str] = field(default_factory=dict[str, str])
    """The last words of messages that were edited, acknowledged."""
    asked: dict[str, str] = field(default_factory=dict[str, str])
    """Replies agents asked for at least once, by client reference, with their words."""
    promised: dict[str, str] = field(default_factory=dict[str, str])
    """Those the API has answered with 201."""
    refused: Counter[str] = field(default_factory=Counter[str])
    """Why the API refused replies, by code."""
    poisoned: dict[str, int] = field(default_factory=dict[str, int])
    """What was put in to be refused, by kind: each must be set aside with a reason, and nothing else may be."""

    def poison(self, kind: str) -> None:
        """Note one more."""
        self.poisoned[kind] = self.poisoned.get(kind, 0) + 1
