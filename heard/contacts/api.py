"""Routes of the workspace's own fields for people. People are seen through conversations, and have their routes there."""

from __future__ import annotations

from typing import Annotated, cast

from litestar import delete, get, patch, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import Meta

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.contacts import schemas, service
from heard.contacts.models import ContactField
from heard.kit.db import Session

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]


@get("/api/contact-fields", opt=needs(Permission.READ))
async def list_fields(session: Given[Session], actor: Given[Actor]) -> schemas.ContactFieldList:
    """The workspace's own fields for people."""
    return schemas.ContactFieldList([_view(each) for each in await service.fields(session, actor=actor)])


@post("/api/contact-fields", opt=needs(Permission.CONTACT_FIELDS))
async def add_field(
    data: JSONBody[schemas.ContactFieldRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.ContactField:
    """Add a field."""
    field = await service.add_field(
        session, actor=actor, name=data.name, kind=data.kind, choices=data.choices, managed=data.managed
    )
    return _view(field)


@patch("/api/contact-fields/{field_id:int}", opt=needs(Permission.CONTACT_FIELDS))
async def change_field(
    field_id: Id, data: JSONBody[schemas.ContactFieldChange], session: Given[Session], actor: Given[Actor]
) -> schemas.ContactField:
    """Rename a field, change its choices or who fills it."""
    field = await service.change_field(
        session, actor=actor, field_id=field_id, name=data.name, choices=data.choices, managed=data.managed
    )
    return _view(field)


@delete("/api/contact-fields/{field_id:int}", opt=needs(Permission.CONTACT_FIELDS))
async def remove_field(field_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Take a field away; values in it are seen no more."""
    await service.remove_field(session, actor=actor, field_id=field_id)


ROUTES = [list_fields, add_field, change_field, remove_field]


def _view(field: ContactField) -> schemas.ContactField:
    kind = cast("schemas.FieldKind", field.kind)
    return schemas.ContactField(field.id, field.name, kind, field.choices, field.managed)
