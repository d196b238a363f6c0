"""HTTP shapes of what contacts write in. Languages are codes of BCP 47; `zh` is Chinese that is alike in both scripts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
Language = Annotated[str, Meta(pattern=LANGUAGE)]


class LanguageRequest(Struct, forbid_unknown_fields=True):
    """What the contact writes in; null: what the machine makes of it, now and from now on."""

    language: Language | None


class LanguageList(Struct):
    """The languages of open work (`spoken`), and all that are recognised (`known`)."""

    spoken: list[str]
    known: list[str]
