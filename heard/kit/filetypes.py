"""What a file is, by its own first bytes and not by what somebody says of it."""

from __future__ import annotations

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (4, b"ftypavif", "image/avif"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),
)
UNKNOWN = "application/octet-stream"
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
PLAYABLE = frozenset({"video/mp4", "video/webm", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/wav"})


def content_type_of(body: bytes) -> str:
    """The content type by the signature of a format we know; everything else is only bytes to be saved.

    Pictures that can hold programs (SVG, HTML) are among what we do not know, on purpose.
    """
    for start, signature, kind in _SIGNATURES:
        if body.startswith(signature, start):
            return kind
    if body[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(body[8:12], UNKNOWN)
    if body[4:8] == b"ftyp":
        return "audio/mp4" if body[8:11] == b"M4A" else "video/mp4"
    return UNKNOWN
