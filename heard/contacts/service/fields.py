"""The workspace's own fields for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from heard.accounts.errors import NameNeeded
from heard.contacts import events
from heard.contacts.errors import ChoicesNeeded, FieldExists, TooManyFields
from heard.contacts.models import ContactField
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 50
_LONGEST_CHOICE = 100


async def fields(session: Session, *, actor: Actor) -> Sequence[ContactField]:
    """All of them, the oldest first."""
    query = select(ContactField).where(ContactField.workspace_id == actor.workspace_id)
    return (await session.scalars(query.order_by(ContactField.id))).all()


async def add_field(
    session: Session, *, actor: Actor, name: str, kind: str, choices: Sequence[str], managed: bool
) -> ContactField:
    """Add a field.

    Raises:
        NameNeeded, FieldExists, TooManyFields, ChoicesNeeded: nothing was added.
    """
    if len(await fields(session, actor=actor)) >= MOST:
        raise TooManyFields
    field = ContactField(workspace_id=actor.workspace_id, name="", kind=kind, choices=[], managed=managed)
    await _write(session, actor, field, name=name, choices=choices, change="added")
    return field


async def change_field(
    session: Session,
    *,
    actor: Actor,
    field_id: int,
    name: str | None = None,
    choices: Sequence[str] | None = None,
    managed: bool | None = None,
) -> ContactField:
    """Rename a field, change its choices or who fills it; None leaves as it is. Its kind stays: values are of it.

    Raises:
        NotFound: no such field.
        NameNeeded, FieldExists, ChoicesNeeded: it cannot be so.
    """
    field = await _find(session, actor, field_id)
    field.managed = field.managed if managed is None else managed
    await _write(
        session,
        actor,
        field,
        name=field.name if name is None else name,
        choices=field.choices if choices is None else choices,
        change="changed",
    )
    return field


async def remove_field(session: Session, *, actor: Actor, field_id: int) -> None:
    """Take a field away; values in it are seen no more.

    Raises:
        NotFound: no such field.
    """
    field = await _find(session, actor, field_id)
    await session.delete(field)
    await log.append(session, _told(actor, field, "removed"))


async def _find(session: Session, actor: Actor, field_id: int) -> ContactField:
    query = select(ContactField).where(ContactField.workspace_id == actor.workspace_id, ContactField.id == field_id)
    field = await session.scalar(query.with_for_update())
    if field is None:
        raise NotFound
    return field


async def _write(
    session: Session, actor: Actor, field: ContactField, *, name: str, choices: Sequence[str], change: str
) -> None:
    field.name = clean(name).strip()
    if not field.name:
        raise NameNeeded
    field.choices = _choices(choices) if field.kind == "choice" else []
    session.add(field)
    try:
        await session.flush()
    except IntegrityError as error:
        raise FieldExists from error
    await log.append(session, _told(actor, field, change))


def _choices(given: Sequence[str]) -> list[str]:
    choices = list(dict.fromkeys(word for each in given if (word := clean(each).strip())))
    if len(choices) < 2 or any(len(each) > _LONGEST_CHOICE for each in choices):  # noqa: PLR2004 — one is no choice
        raise ChoicesNeeded
    return choices


def _told(actor: Actor, field: ContactField, change: str) -> log.Event:
    return events.FieldChanged(
        workspace_id=actor.workspace_id, by=actor.by, field_id=field.id, change=change, name=field.name
    )
