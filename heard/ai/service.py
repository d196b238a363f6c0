"""What other rooms may ask of this one."""

from __future__ import annotations

from heard.ai.language import LANGUAGES, LEAST, SURE, Label, languages_of
from heard.ai.scripts import CHINESE, EITHER

__all__ = ["CHINESE", "EITHER", "LANGUAGES", "LEAST", "SURE", "Label", "languages_of"]
