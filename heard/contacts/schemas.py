"""HTTP shapes of the workspace's own fields for people."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

FieldKind = Literal["text", "number", "date", "choice", "yes_no"]
Name = Annotated[str, Meta(max_length=60)]
Choices = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=50)]


class ContactField(Struct):
    """A field every person may have a value in; a `managed` one is written with an API token, not by hand."""

    id: int
    name: str
    kind: FieldKind
    choices: list[str]
    managed: bool


class ContactFieldList(Struct):
    """The fields of the workspace."""

    items: list[ContactField]


class ContactFieldRequest(Struct, forbid_unknown_fields=True):
    """A new field."""

    name: Name
    kind: FieldKind
    choices: Choices = []
    managed: bool = False


class ContactFieldChange(Struct, forbid_unknown_fields=True):
    """What of a field shall change; what is left out stays."""

    name: Name | None = None
    choices: Choices | None = None
    managed: bool | None = None
