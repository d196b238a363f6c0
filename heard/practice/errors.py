"""What can be wrong on the practice network."""

from __future__ import annotations

from heard.kit.errors import HeardError, NotFound


class PracticeOff(HeardError):
    """The practice network is switched off here; an operator can turn it on with HEARD_PRACTICE=true."""

    status = 404
    code = "practice_off"


class NoSite(PracticeOff):
    """There is no practice site yet; the demo makes one."""


class UnknownProfile(NotFound):
    """Nobody on this site has this handle."""

    code = "unknown_profile"


class HandleInvalid(HeardError):
    """A handle has 1 to 30 letters a-z, digits and underscores."""

    status = 422
    code = "handle_invalid"


class NameInvalid(HeardError):
    """A name needs at least one visible character."""

    status = 422
    code = "name_invalid"


class HandleTaken(HeardError):
    """Somebody on this site has this handle already."""

    status = 409
    code = "handle_taken"


class BrandRefused(HeardError):
    """Nobody speaks as the brand here: its words come from Heard."""

    status = 403
    code = "brand_refused"


class NotTheirs(HeardError):
    """Only its author can change this."""

    status = 403
    code = "not_theirs"


class Gone(HeardError):
    """This was deleted."""

    status = 409
    code = "gone"


class NotOurPost(HeardError):
    """Only comments of others under a post of the brand can be hidden."""

    status = 403
    code = "not_our_post"


class WindowClosed(HeardError):
    """A brand can answer somebody in private for a day after their last private word."""

    status = 403
    code = "window_closed"


class TextEmpty(HeardError):
    """Write something first."""

    status = 422
    code = "text_empty"


class TextTooLong(HeardError):
    """The text is longer than this network takes."""

    status = 422
    code = "text_too_long"


class RatingNeeded(HeardError):
    """A review needs a rating from 1 to 5, and only a review has one."""

    status = 422
    code = "rating_needed"


class TooFast(HeardError):
    """Too much is written here at once; wait a moment."""

    status = 429
    code = "too_fast"


class TokenRefused(HeardError):
    """This access token opens nothing here."""

    status = 401
    code = "token_refused"


class RefreshRefused(HeardError):
    """This refresh token renews nothing: it is unknown, or was used before."""

    status = 400
    code = "refresh_refused"


class PictureRefused(HeardError):
    """A picture is a JPEG, PNG, GIF or WebP of at most 4 MB."""

    status = 422
    code = "practice_picture_refused"


class NoPicture(HeardError):
    """There is no such picture on this site."""

    status = 422
    code = "practice_no_picture"
