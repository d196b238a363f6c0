"""Invitations by link. The link's token is shown once and kept only as its digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from heard.accounts import events
from heard.accounts.errors import AlreadyMember, InvitationExpired, InvitationNotFound, OwnersOnly, WrongCredentials
from heard.accounts.models import Invitation, Membership, User
from heard.accounts.permissions import Role
from heard.accounts.service.members import create_user, join
from heard.accounts.service.passwords import check_password
from heard.kit import crypto, log
from heard.kit.errors import NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

VALID = timedelta(days=7)


async def invite(
    session: Session, *, actor: Actor, email: str, role: Role, team_ids: Sequence[int]
) -> tuple[Invitation, str]:
    """Invite a person; (the invitation, the token for the link).

    Raises:
        AlreadyMember: they are an active member.
        OwnersOnly: only owners invite owners.
    """
    address = email.strip().lower()
    if role == Role.OWNER and actor.role != Role.OWNER:
        raise OwnersOnly
    member = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.workspace_id == actor.workspace_id, User.email == address, Membership.active)
    )
    if await session.scalar(member) is not None:
        raise AlreadyMember
    token = crypto.token()
    invitation = Invitation(
        workspace_id=actor.workspace_id,
        email=address,
        role=role,
        team_ids=sorted(set(team_ids)),
        token_digest=crypto.digest(token),
        invited_by=actor.user_id,
        expires_at=now() + VALID,
    )
    session.add(invitation)
    await session.flush()
    made = events.InvitationMade(workspace_id=actor.workspace_id, by=actor.by, invitation_id=invitation.id, role=role)
    await log.append(session, made)
    return invitation, token


async def withdraw(session: Session, *, actor: Actor, invitation_id: int) -> None:
    """Take an invitation back.

    Raises:
        NotFound: it is not there.
    """
    gone = await session.execute(
        delete(Invitation)
        .where(Invitation.workspace_id == actor.workspace_id, Invitation.id == invitation_id)
        .returning(Invitation.id)
    )
    if gone.scalar() is None:
        raise NotFound
    withdrawn = events.InvitationWithdrawn(workspace_id=actor.workspace_id, by=actor.by, invitation_id=invitation_id)
    await log.append(session, withdrawn)


async def look_up(session: Session, token: str) -> Invitation:
    """An invitation that can be accepted, locked.

    Raises:
        InvitationNotFound, InvitationExpired: it cannot.
    """
    query = select(Invitation).where(Invitation.token_digest == crypto.digest(token)).with_for_update()
    invitation = await session.scalar(query)
    if invitation is None or invitation.accepted_at is not None:
        raise InvitationNotFound
    if invitation.expires_at <= now():
        raise InvitationExpired
    return invitation


async def accept(session: Session, *, token: str, name: str, password: str) -> tuple[int, int]:
    """Accept an invitation; (workspace, user). Who has a user already proves it with their password.

    Raises:
        InvitationNotFound, InvitationExpired, WrongCredentials, WeakPassword, NameNeeded: nothing happened.
    """
    invitation = await look_up(session, token)
    user = await session.scalar(select(User).where(User.email == invitation.email))
    if user is None:
        user = await create_user(session, name=name, email=invitation.email, password=password)
    elif not await check_password(user.password_hash, password):
        raise WrongCredentials
    invitation.accepted_at = now()
    await join(
        session,
        workspace_id=invitation.workspace_id,
        user_id=user.id,
        role=Role(invitation.role),
        team_ids=invitation.team_ids,
    )
    return invitation.workspace_id, user.id
