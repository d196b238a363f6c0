"""What two people are as one, and what each was: rules over plain values, without a database.

Facts are flat: `email`, `tag_ids` …, and `attributes.7` for the value of field 7. A value of None
says nothing, and nor does not being a VIP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = dict[str, Any]
Side = Literal["kept", "gone"]
ATTRIBUTE = "attributes."
# What is one decision with its circumstances goes over together.
MUTE = ("mute", "mute_reason", "muted_at", "muted_by")
_TOGETHER = frozenset({"tag_ids", *MUTE})


def conflicts(kept: Facts, gone: Facts) -> list[str]:
    """The facts of which both say something different."""
    names = sorted({*kept, *gone} - _TOGETHER)
    return [name for name in names if _says(kept, name) and _says(gone, name) and kept[name] != gone[name]]


def combine(kept: Facts, gone: Facts, choices: Mapping[str, Side]) -> Facts:
    """The facts of the one they become: what only one of them says, of a conflict what was chosen, else what is kept."""
    differing = set(conflicts(kept, gone))
    after = dict(kept)
    for name, value in gone.items():
        unsaid = name not in _TOGETHER and not _says(kept, name)
        if (unsaid and _says(gone, name)) or (name in differing and choices.get(name) == "gone"):
            after[name] = value
    after["tag_ids"] = kept["tag_ids"] + [tag for tag in gone["tag_ids"] if tag not in kept["tag_ids"]]
    if kept["mute"] is None:
        # Whoever of them is not to be heard is not heard under another name.
        after |= {name: gone[name] for name in MUTE}
    return after


def _says(facts: Facts, name: str) -> bool:
    value = facts.get(name)
    return value is not None and not (name == "vip" and value is False)


def restore(now: Facts, before: Facts, after: Facts) -> Facts:
    """The facts as they were before, but for those that have changed since."""
    back = dict(now)
    for name in {*before, *after} - _TOGETHER:
        if now.get(name) == after.get(name):
            back[name] = before.get(name)
    gained = [tag for tag in after["tag_ids"] if tag not in before["tag_ids"]]
    back["tag_ids"] = [tag for tag in now["tag_ids"] if tag not in gained]
    if all(now[name] == after[name] for name in MUTE):
        back |= {name: before[name] for name in MUTE}
    return back
