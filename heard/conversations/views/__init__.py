"""How rows become HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

import msgspec
from sqlalchemy import select

from heard.accounts.models import Permission
from heard.accounts.service import names_of
from heard.contacts.models import Identity
from heard.conversations import schemas
from heard.conversations.aftermath import shown_revisions
from heard.conversations.models import CARDS_SHOWN, PRIORITIES, Conversation, Message, Note, Tag
from heard.conversations.queries.languages import of_messages
from heard.conversations.queries.standing import Standing, standings, stands
from heard.conversations.schemas import moderation as moderation_schemas
from heard.conversations.schemas import replies as reply_schemas
from heard.conversations.service import NOBODY_WAITS, Beside, Draft
from heard.conversations.views.paths import attachment_path, avatar_path, card_path
from heard.kit.links import links_in
from heard.kit.log import LogEntry
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.channels.base import DeedKind, ThreadKind, Visibility
    from heard.conversations.queries.detail import Detail, ReplyOption
    from heard.conversations.queries.timeline import Entry
    from heard.kit.db import Session

_REMEDIES = {
    "reauth_required": "An admin must renew the account's tokens in the settings.",
    "rate_limited": "Nothing to do: Heard tries again when the network allows it.",
    "not_summoned": "Ask the person to mention the account, or write privately.",
    "window_closed": "Wait until the person writes again, or use another way to reach them.",
    "too_long": "Shorten the reply and send it again.",
    "account_paused": "An admin can resume the account in the settings.",
    "lost": "Look on the network whether the reply is there, then say so here.",
    "restored": "Look on the network whether the reply is there, then say so here.",
    "no_answer": "Look on the network whether the reply is there, then say so here.",
    "network_trouble": "Look on the network whether the reply is there, then say so here.",
}
_MODERATION_REMEDIES = {
    "reauth_required": "An admin must renew the account's tokens in the settings; then ask again.",
    "rate_limited": "Nothing to do: Heard tries again when the network allows it.",
    "gone": "Nothing to do: it is no longer on the network.",
    "resource-not-found": "Nothing to do: it is no longer on the network.",
}
_DO_IT_THERE = "Open the message on the network and do it there, or ask again later."
_ACTIONS: tuple[tuple[schemas.Action, Permission], ...] = (
    ("reply", Permission.REPLY),
    ("note", Permission.NOTE),
    ("assign", Permission.ASSIGN),
    ("resolve", Permission.RESOLVE),
    ("tag", Permission.RESOLVE),
)


def draft_of(data: reply_schemas.ReplyRequest) -> Draft:
    """A reply as it was asked for."""
    actions = data.actions or reply_schemas.ReplyActions()
    beside = Beside(
        after_message_id=data.after_message_id,
        macro_id=data.macro_id,
        move=data.move,
        add_tag_ids=tuple(actions.add_tag_ids),
        priority=actions.priority,
        team_id=actions.team_id,
        resolve=data.resolve,
    )
    uploads = tuple((str(each.id), each.name) for each in data.attachments)
    return Draft(
        data.visibility, data.text, str(data.client_ref), data.thread_id, sign=data.sign, uploads=uploads, beside=beside
    )


def row(found: Row[Any], tags: dict[int, Tag], later: Mapping[int, datetime]) -> schemas.Row:
    """A row of the list; `later`: when the next reply goes out, of conversations where one waits for its time."""
    one: Conversation = found.Conversation
    avatar = avatar_path(one.identity_id, found.avatar_url)
    contact = schemas.RowContact(one.contact_id, found.contact_name, found.handle, avatar, found.verified, found.vip)
    return schemas.Row(contact=contact, scheduled_at=later.get(one.id), **_common(found, tags))


def conversation(found: Detail, actor: Actor, viewers: Iterable[tuple[int, bool]]) -> schemas.Conversation:
    """A conversation's screen."""
    one: Conversation = found.row.Conversation
    closes = [option.window_closes_at for option in found.options if option.window_closes_at]
    common: dict[str, Any] = _common(found.row, found.tags) | {"window_closes_at": min(closes, default=None)}
    return schemas.Conversation(
        **common,
        contact=_card(found),
        created_at=one.created_at,
        seen_at=found.row.seen_at,
        resolved_at=one.resolved_at,
        resolve_reason=cast("schemas.ClosedReason | None", one.resolve_reason),
        previous_id=one.previous_id if found.previous_number else None,
        previous_number=found.previous_number,
        threads=[
            schemas.Thread(
                thread.id,
                cast("Visibility", thread.visibility),
                cast("ThreadKind", thread.kind),
                thread.url,
                schemas.PostView(post.id, post.author_name, post.text, post.url) if post else None,
                thread.last_inbound_at,
            )
            for thread, post in found.threads
        ],
        reply_options=[_option(option) for option in found.options],
        viewers=[schemas.Viewer(user_id, typing) for user_id, typing in viewers],
        permitted=[name for name, permission in _ACTIONS if actor.may(permission)],
        language_by=cast("Any", one.language_by),
        reply_resolves=found.reply_resolves,
    )


def _common(found: Row[Any], tags: dict[int, Tag]) -> dict[str, Any]:
    one: Conversation = found.Conversation
    return {
        "id": one.id,
        "number": one.number,
        "state": one.state,
        "priority": PRIORITIES[one.priority],
        "network": one.network,
        "account_id": one.account_id,
        "account_name": found.account_name,
        "team_id": one.team_id,
        "assignee_id": one.assignee_id,
        "owner_id": one.owner_id,
        "tags": [tag(tags[each]) for each in one.tag_ids if each in tags],
        "preview": one.preview,
        "last_message_at": one.last_message_at,
        "last_direction": one.last_direction,
        "waiting_since": waiting_since(one.waiting_since),
        "snoozed_until": one.snoozed_until,
        "window_closes_at": one.window_closes_at if one.state == "new" else None,
        "due_at": one.due_at if one.state in {"new", "snoozed"} and one.due_at < NOBODY_WAITS else None,
        "unread": found.seen_at is None or found.seen_at < one.last_message_at,
        "has_public": one.has_public,
        "has_private": one.has_private,
        "failed": one.failed > 0,
        "language": one.language,
        "version": one.version,
    }


def waiting_since(value: datetime) -> datetime | None:
    """When the waiting began; None when nobody waits."""
    return None if value >= NOBODY_WAITS else value


def tag(one: Tag) -> schemas.Tag:
    """A tag."""
    return schemas.Tag(one.id, one.name, cast("schemas.Color", one.color))


def _card(found: Detail) -> schemas.ContactCard:
    return schemas.ContactCard(
        found.contact.id,
        found.contact.name,
        [identity(each, found.followed_by) for each in found.identities],
        found.contact.first_seen_at,
        found.conversation_count,
        [
            schemas.RecentConversation(
                each.id,
                each.number,
                cast("schemas.State", each.state),
                each.network,
                each.preview,
                each.last_message_at,
            )
            for each in found.recent
        ],
        found.contact.vip,
        cast("schemas.Mute | None", found.contact.mute),
    )


def identity(one: Identity, followed_by: Mapping[int, list[str]]) -> schemas.Identity:
    """A profile, and who of ours follows it."""
    return schemas.Identity(
        one.id,
        one.network,
        one.handle,
        one.name,
        avatar_path(one.id, one.avatar_url),
        one.profile_url,
        one.followers,
        one.verified,
        one.bio,
        followed_by.get(one.id, []),
    )


def _option(option: ReplyOption) -> schemas.ReplyOption:
    refusal = option.refusal
    return schemas.ReplyOption(
        option.visibility,
        option.thread.id if option.thread else None,
        option.visibility == "private" and option.thread is None,
        refusal is None,
        schemas.RefusalView(refusal.code, refusal.detail) if refusal else None,
        option.max_text,
        option.text_unit,
        option.window_closes_at,
        option.account_handle,
        option.to_handle,
        option.max_pictures,
        option.max_picture_bytes,
    )


class People:
    """Names and pictures of everybody who appears in a part of a timeline, read in two queries."""

    def __init__(self, users: dict[int, str], identities: dict[int, Identity]) -> None:
        """Keep what `of` has read."""
        self._users = users
        self._identities = identities

    @classmethod
    async def of(cls, session: Session, workspace_id: int, what: Sequence[Message | Note | LogEntry]) -> People:
        """Read them."""
        users = {user for each in what for user in _users_in(each)}
        profiles = {m.author_id for m in what if isinstance(m, Message) and m.author_kind == "contact" and m.author_id}
        query = select(Identity).where(Identity.workspace_id == workspace_id, Identity.id.in_(sorted(profiles)))
        identities = {each.id: each for each in await session.scalars(query)} if profiles else {}
        return cls(await names_of(session, workspace_id, users) if users else {}, identities)

    def author(self, kind: str, user_id: int | None) -> schemas.Author:
        """An author of ours, or the system or network itself."""
        return schemas.Author(cast("schemas.ActorKind", kind), user_id, self._users.get(user_id or 0, ""), None)

    def of_message(self, message: Message) -> schemas.Author:
        """The author of a message."""
        identity = self._identities.get(message.author_id or 0) if message.author_kind == "contact" else None
        if identity is None:
            return self.author(message.author_kind, message.author_id)
        name = identity.name or identity.handle or identity.external_id
        return schemas.Author("contact", identity.id, name, avatar_path(identity.id, identity.avatar_url))

    def names_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data of an event with the names of the people in it."""
        named = {
            name: self._users.get(data[name], "")
            for name in ("assignee_id", "from_assignee_id", "from_id")
            if name in data
        }
        return {**data, **{name.replace("_id", "_name"): value for name, value in named.items()}}


def _users_in(each: Message | Note | LogEntry) -> set[int]:
    if isinstance(each, Message):
        return {each.author_id} if each.author_kind == "person" and each.author_id else set()
    if isinstance(each, Note):
        return {each.author_id}
    named = {each.data.get(name) for name in ("assignee_id", "from_assignee_id", "from_id")}
    return {user for user in (*named, each.actor_id if each.actor_kind == "person" else None) if user}


async def entries(session: Session, actor: Actor, found: Sequence[Entry]) -> list[Any]:
    """Entries of a timeline that the actor may see."""
    people = await People.of(session, actor.workspace_id, [entry.what for entry in found])
    said = [entry.what for entry in found if isinstance(entry.what, Message)]
    standing = await standings(session, actor, said)
    spoken = await of_messages(session, actor, [each.id for each in said])
    return [_entry(entry.what, people, standing, spoken) for entry in found]


def _entry(
    what: Message | Note | LogEntry, people: People, standing: dict[int, Standing], spoken: dict[int, str]
) -> schemas.MessageEntry | schemas.NoteEntry | schemas.EventEntry:
    if isinstance(what, Message):
        return message(what, people, standing[what.id], spoken.get(what.id))
    if isinstance(what, Note):
        return note(what, people)
    actor = people.author(what.actor_kind, what.actor_id)
    return schemas.EventEntry(id=what.id, kind=what.kind, actor=actor, data=people.names_in(what.data), at=what.at)


def note(one: Note, people: People) -> schemas.NoteEntry:
    """A note."""
    author = people.author("person", one.author_id)
    links = [schemas.LinkView(link.text, link.url, None) for link in links_in(one.text)]
    return schemas.NoteEntry(id=one.id, author=author, text=one.text, links=links, mentions=one.mentions, at=one.at)


def message(
    one: Message,
    people: People,
    standing: Standing = Standing(),  # noqa: B008 — a value that never changes
    language: str | None = None,
) -> schemas.MessageEntry:
    """A message; `standing` where what can be done with it is shown."""
    revisions = shown_revisions(one.text, one.revisions)
    return schemas.MessageEntry(
        id=one.id,
        direction=cast("schemas.Direction", one.direction),
        visibility=cast("Visibility", one.visibility),
        thread_id=one.thread_id,
        author=people.of_message(one),
        text=one.text,
        language=language,
        rating=one.rating,
        at=one.at,
        received_at=one.received_at,
        edited_at=one.edited_at if revisions else None,
        deleted_at=one.deleted_at,
        revisions=msgspec.convert(revisions, list[schemas.Revision]),
        reactions=_reactions(one),
        delivery=delivery(one),
        external_url=one.url,
        attachments=[
            schemas.AttachmentView(_shown_as(each["kind"]), attachment_path(one.id, place), each.get("name"))
            for place, each in enumerate(one.attachments)
        ],
        quoted=msgspec.convert(one.quoted, schemas.QuoteView) if one.quoted else None,
        links=[
            schemas.LinkView(link.text, link.url, card_path(one.id, place) if place < CARDS_SHOWN else None)
            for place, link in enumerate(links_in(one.text))
        ],
        client_ref=one.client_ref,
        liked=stands(one, "liked"),
        hidden=stands(one, "hidden"),
        can=standing.can,
        moderation=_moderation(standing),
    )


def _moderation(standing: Standing) -> moderation_schemas.ModerationView | None:
    one = standing.moderation
    if one is None:
        return None
    code = one.reason_code or ""
    return moderation_schemas.ModerationView(
        deed=cast("DeedKind", one.deed),
        state="pending" if one.state == "pending" else "refused",
        by_name=standing.by_name,
        asked_at=one.asked_at,
        reason_code=one.reason_code,
        reason=one.reason,
        remedy=_MODERATION_REMEDIES.get(code, _DO_IT_THERE) if code else None,
    )


def _shown_as(kind: str) -> schemas.AttachmentKind:
    return cast("schemas.AttachmentKind", kind) if kind in get_args(schemas.AttachmentKind) else "file"


def _reactions(one: Message) -> list[schemas.Reaction]:
    """Each emoji once, the first that was put first."""
    shown: dict[str, schemas.Reaction] = {}
    for mark in sorted(one.reactions, key=lambda each: each["at"]):
        if not mark["removed"]:
            reaction = shown.setdefault(mark["emoji"], schemas.Reaction(mark["emoji"], [], ours=False))
            reaction.ours |= mark["by"] == "us"
            reaction.by += [mark["name"]] if mark["by"] != "us" else []
    return list(shown.values())


def delivery(one: Message) -> schemas.Delivery | None:
    """What became of a reply; None for what the contact said."""
    if one.delivery is None:
        return None
    undoable = one.delivery == "queued" and one.attempts == 0
    waits = undoable and one.send_at is not None and one.send_at > now()
    told = "read" if one.read_at else "delivered" if one.delivered_at else one.delivery
    state = "undoable" if waits else told if one.delivery == "sent" else one.delivery
    return schemas.Delivery(
        state=state,  # pyright: ignore[reportArgumentType]  # the table's check constraint holds the same words
        at=one.read_at or one.delivered_at,
        send_at=one.send_at if one.delivery == "queued" else None,
        reason_code=one.reason_code,
        reason=one.reason,
        remedy=_REMEDIES.get(one.reason_code or ""),
        attempts=one.attempts,
        can_undo=one.delivery in {"queued", "failed"},
        can_retry=one.delivery in {"failed", "unknown"},
    )
