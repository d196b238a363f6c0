"""What can stand in the way of a macro."""

from __future__ import annotations

from heard.kit.errors import HeardError


class MacroIncomplete(HeardError):
    """A macro needs a name, and a text or a picture."""

    status = 422
    code = "macro_incomplete"


class UnknownPlaceholder(HeardError):
    """The text has a placeholder that Heard does not know."""

    status = 422
    code = "unknown_placeholder"


class MacroExists(HeardError):
    """There is a macro of this name in the same place already."""

    status = 409
    code = "macro_exists"


class MacroPlace(HeardError):
    """Its team or its owner is not in the workspace."""

    status = 422
    code = "macro_place"
