"""What can stand in the way of signing in and of managing people."""

from __future__ import annotations

from heard.kit.errors import HeardError


class AlreadySetUp(HeardError):
    """This Heard has its first user already; ask them for an invitation."""

    status = 409
    code = "already_set_up"


class WrongCredentials(HeardError):
    """This e-mail address and password do not fit together."""

    status = 401
    code = "wrong_credentials"


class TooManyAttempts(HeardError):
    """Too many failed attempts; wait a little."""

    status = 429
    code = "too_many_attempts"


class CsrfRefused(HeardError):
    """This request did not come from Heard's own pages."""

    status = 403
    code = "csrf_refused"


class WeakPassword(HeardError):
    """A password needs at least ten characters, and not one that everybody knows."""

    status = 422
    code = "weak_password"


class InvalidEmail(HeardError):
    """This is not an e-mail address."""

    status = 422
    code = "invalid_email"


class NameNeeded(HeardError):
    """A name is needed."""

    status = 422
    code = "name_needed"


class InvitationNotFound(HeardError):
    """This invitation was withdrawn, used, or never made."""

    status = 404
    code = "invitation_not_found"


class InvitationExpired(HeardError):
    """This invitation has expired; ask for a new one."""

    status = 410
    code = "invitation_expired"


class AlreadyMember(HeardError):
    """This person is a member already."""

    status = 409
    code = "already_member"


class TeamInUse(HeardError):
    """This team has open conversations or accounts; move them first. The default team stays."""

    status = 409
    code = "team_in_use"


class TeamExists(HeardError):
    """There is a team of this name already."""

    status = 409
    code = "team_exists"


class LastOwner(HeardError):
    """A workspace keeps at least one active owner."""

    status = 409
    code = "last_owner"


class OwnersOnly(HeardError):
    """Only an owner can make, change or remove owners."""

    status = 403
    code = "owners_only"


class UnknownScope(HeardError):
    """A token's scopes are "read", or "read" and "write"."""

    status = 422
    code = "unknown_scope"


class NotAPhoto(HeardError):
    """A photo is a JPEG, PNG or WebP picture of at most 500 kB, without what cameras note of the place."""

    status = 422
    code = "not_a_photo"
