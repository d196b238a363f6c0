"""What other rooms may ask of media: files, and what links lead to."""

from __future__ import annotations

from heard.media.service.cards import NO_CARD, Cards
from heard.media.service.files import MAX_BYTES, UPLOAD, File, Media, sizes_of_pictures

__all__ = ["MAX_BYTES", "NO_CARD", "UPLOAD", "Cards", "File", "Media", "sizes_of_pictures"]
