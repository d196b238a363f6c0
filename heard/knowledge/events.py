"""What happens to macros."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class MacroChanged(Event):
    """A macro was made, changed or removed."""

    kind = "macro.changed"
    macro_id: int
    what: str
