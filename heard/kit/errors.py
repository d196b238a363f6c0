"""Expected failures: a class each, with a status, a stable code and fields; rendered once, as problem+json."""

from __future__ import annotations

from typing import Any, ClassVar


class HeardError(Exception):
    """Something went wrong that the caller can understand and mend. The docstring of a subclass is its message."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, detail: str | None = None, **fields: Any) -> None:
        """Keep a sentence for the reader (default: the class's docstring) and fields for the program."""
        self.detail = detail or (self.__doc__ or "").strip().splitlines()[0]
        self.fields = fields
        super().__init__(self.detail)

    def problem(self) -> dict[str, Any]:
        """The error as the fields of RFC 9457 `application/problem+json`."""
        return {
            "type": f"urn:heard:{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.fields,
        }


class Invalid(HeardError):
    """The request does not have the form this address expects."""

    status = 400
    code = "invalid"


class NotSignedIn(HeardError):
    """Sign in first."""

    status = 401
    code = "not_signed_in"


class Forbidden(HeardError):
    """Your role does not allow this; ask an admin of the workspace."""

    status = 403
    code = "forbidden"


class NotFound(HeardError):
    """There is nothing here, or it is not yours to see."""

    status = 404
    code = "not_found"


class Conflict(HeardError):
    """Somebody changed this meanwhile; look again."""

    status = 409
    code = "conflict"
