"""What can stand in the way of a file."""

from __future__ import annotations

from heard.kit.errors import HeardError


class NotToBeHad(HeardError):
    """The file cannot be fetched from the network now; it may have been removed there."""

    status = 502
    code = "media_not_to_be_had"


class FileTooLarge(HeardError):
    """The file is larger than this server keeps."""

    status = 413
    code = "file_too_large"


class UploadGone(HeardError):
    """One of the pictures is not there any more, or is no picture; add it again."""

    status = 422
    code = "upload_gone"
