"""Facts about a person, changed by hand or by a program. Whether the actor may see them is for the caller to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from heard.contacts import events, values
from heard.contacts.errors import BadValue, FieldManaged
from heard.contacts.merging import ATTRIBUTE
from heard.contacts.models import Contact, ContactField
from heard.kit import log
from heard.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from heard.accounts.models import Actor
    from heard.kit.db import Session

_CHECKED: dict[str, Callable[[Any], Any]] = {
    "name": values.line,
    "email": values.email,
    "phone": values.phone,
    "customer_number": values.line,
}


async def locked(session: Session, workspace_id: int, *contact_ids: int) -> list[Contact]:
    """People, locked, in the order asked for.

    Raises:
        NotFound: one is not there, or was merged into another.
    """
    query = (
        select(Contact)
        .where(Contact.workspace_id == workspace_id, Contact.id.in_(contact_ids), Contact.merged_into.is_(None))
        .order_by(Contact.id)
        # Not the key: arrivals may go on writing for these people meanwhile.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {each.id: each for each in await session.scalars(query)}
    if len(found) < len(set(contact_ids)):
        raise NotFound
    return [found[each] for each in contact_ids]


async def change(
    session: Session, *, actor: Actor, contact_id: int, facts: Mapping[str, Any], attributes: Mapping[int, values.Value]
) -> Contact:
    """Write facts by their names and values of fields by their ids; what is not given stays.

    Raises:
        NotFound: no such person or field.
        BadValue, FieldManaged: nothing was changed.
    """
    (contact,) = await locked(session, actor.workspace_id, contact_id)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in facts.items():
        kept = _checked(name, value)
        if getattr(contact, name) != kept:
            before[name], after[name] = getattr(contact, name), kept
            setattr(contact, name, kept)
    held = dict(contact.attributes)
    for name, value in (await _fitting(session, actor, attributes)).items():
        if held.get(name) != value:
            before[f"{ATTRIBUTE}{name}"], after[f"{ATTRIBUTE}{name}"] = held.get(name), value
            held[name] = value
    contact.attributes = {name: value for name, value in held.items() if value is not None}
    if after:
        await log.append(session, _changed(actor, contact, before, after))
    return contact


def _checked(name: str, value: Any) -> Any:
    check = _CHECKED.get(name)
    try:
        kept = check(value) if check else value
    except BadValue as error:
        raise BadValue(errors={name: error.detail}) from error
    if name == "name" and kept is None:
        raise BadValue(errors={name: BadValue().detail})
    return kept


async def _fitting(session: Session, actor: Actor, attributes: Mapping[int, values.Value]) -> dict[str, values.Value]:
    if not attributes:
        return {}
    query = select(ContactField).where(ContactField.workspace_id == actor.workspace_id)
    known = {each.id: each for each in await session.scalars(query.where(ContactField.id.in_(attributes)))}
    fitting: dict[str, values.Value] = {}
    for field_id, value in attributes.items():
        field = known.get(field_id)
        if field is None:
            raise NotFound
        if field.managed and actor.token_id is None:
            raise FieldManaged
        fitting[str(field_id)] = values.fitting(field.kind, field.choices, value)
    return fitting


def _changed(actor: Actor, contact: Contact, before: dict[str, Any], after: dict[str, Any]) -> log.Event:
    return events.ContactChanged(
        workspace_id=actor.workspace_id, by=actor.by, contact_id=contact.id, before=before, after=after
    )
