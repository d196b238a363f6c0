"""Who is acting: browsers by session cookie, programs by API token; signing in and out."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, text, update

from heard.accounts import events
from heard.accounts.errors import TooManyAttempts, WrongCredentials
from heard.accounts.models import Actor, ApiToken, Membership, SignIn, SignInAttempt, TeamMember, User, permissions_of
from heard.accounts.permissions import READING, Role
from heard.accounts.service.passwords import check_password
from heard.kit import crypto, log
from heard.kit.log import By
from heard.kit.time import now

if TYPE_CHECKING:
    from sqlalchemy import Row, Select

    from heard.kit.db import Database, Session

COOKIE = "heard_session"
SESSION_DAYS = 30
_TOUCH_EVERY = timedelta(minutes=5)
_FREE_FAILURES = 5
_FORGET_AFTER = timedelta(hours=1)
_LONGEST_WAIT = 900.0


async def actor_of_session(session: Session, token: str) -> tuple[Actor, str] | None:
    """The member behind a session cookie and the session's CSRF token; None when it is not (or no longer) good."""
    query = (
        _members()
        .add_columns(SignIn.id, SignIn.csrf_token, SignIn.seen_at)
        .join(SignIn, (SignIn.user_id == Membership.user_id) & (SignIn.workspace_id == Membership.workspace_id))
    )
    row = (
        await session.execute(query.where(SignIn.token_digest == crypto.digest(token), SignIn.expires_at > func.now()))
    ).first()
    if row is None:
        return None
    member, name, team_ids, session_id, csrf_token, seen_at = row
    if now() - seen_at > _TOUCH_EVERY:
        await _touch(session, session_id, member)
    role = Role(member.role)
    actor = Actor(
        member.user_id,
        member.workspace_id,
        name,
        role,
        permissions_of(role),
        frozenset(team_ids or ()),
        session_id=session_id,
    )
    return actor, csrf_token


async def actor_of_token(session: Session, token: str) -> Actor | None:
    """The member a token acts for, with the permissions its scopes leave; None when it is not (or no longer) good."""
    query = (
        _members()
        .add_columns(ApiToken.id, ApiToken.scopes, ApiToken.last_used_at)
        .join(ApiToken, (ApiToken.user_id == Membership.user_id) & (ApiToken.workspace_id == Membership.workspace_id))
    )
    good = (ApiToken.token_digest == crypto.digest(token)) & (
        ApiToken.expires_at.is_(None) | (ApiToken.expires_at > func.now())
    )
    row = (await session.execute(query.where(good))).first()
    if row is None:
        return None
    member, name, team_ids, token_id, scopes, last_used = row
    if last_used is None or now() - last_used > _TOUCH_EVERY:
        await session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=func.now()))
    role = Role(member.role)
    permissions = permissions_of(role) if "write" in scopes else permissions_of(role) & READING
    return Actor(
        member.user_id, member.workspace_id, name, role, permissions, frozenset(team_ids or ()), token_id=token_id
    )


async def actor_of_member(session: Session, *, workspace_id: int, user_id: int) -> Actor | None:
    """An active member as an actor, for work that goes on after their request; None when they are none any more."""
    query = _members().where(Membership.workspace_id == workspace_id, Membership.user_id == user_id)
    row = (await session.execute(query)).first()
    if row is None:
        return None
    member, name, team_ids = row
    role = Role(member.role)
    return Actor(member.user_id, member.workspace_id, name, role, permissions_of(role), frozenset(team_ids or ()))


def _members() -> Select[Membership, str, Any]:
    teams = (
        select(func.array_agg(TeamMember.team_id))
        .where(TeamMember.workspace_id == Membership.workspace_id, TeamMember.user_id == Membership.user_id)
        .scalar_subquery()
    )
    return select(Membership, User.name, teams).join(User, User.id == Membership.user_id).where(Membership.active)


async def _touch(session: Session, session_id: int, member: Membership) -> None:
    await session.execute(update(SignIn).where(SignIn.id == session_id).values(seen_at=func.now()))
    await session.execute(
        update(Membership)
        .where(Membership.workspace_id == member.workspace_id, Membership.user_id == member.user_id)
        .values(last_seen_at=func.now())
        .execution_options(synchronize_session=False)
    )


async def sign_in(
    database: Database, *, email: str, password: str, address: str, agent: str | None
) -> tuple[str, Actor]:
    """A new session: the cookie's token, and the member it is for (the first of their workspaces).

    The answer is the same, and takes as long, for an unknown address and for a wrong password. Failures are counted by
    e-mail and by network address in transactions of their own, so a refused attempt still counts.

    Raises:
        WrongCredentials: they do not fit together, or the person is no active member anywhere.
        TooManyAttempts: with `retry_after` in seconds.
    """
    subjects = [crypto.digest(f"email {email.strip().lower()}"), crypto.digest(f"address {address}")]
    async with database.transaction() as session:
        await _check_attempts(session, subjects)
        user = await session.scalar(select(User).where(User.email == email.strip().lower()))
    fits = await check_password(user.password_hash if user else None, password)
    async with database.transaction() as session:
        member = await _first_membership(session, user.id) if user and fits else None
        if user is not None and member is not None:
            await session.execute(delete(SignInAttempt).where(SignInAttempt.subject_digest == subjects[0]))
            return await start_session(session, member.workspace_id, user.id, agent=agent)
        for subject in subjects:
            await session.execute(_FAILED, {"subject": subject})
    raise WrongCredentials


async def _first_membership(session: Session, user_id: int) -> Row[int] | None:
    query = select(Membership.workspace_id).where(Membership.user_id == user_id, Membership.active)
    return (await session.execute(query.order_by(Membership.workspace_id).limit(1))).first()


async def start_session(session: Session, workspace_id: int, user_id: int, *, agent: str | None) -> tuple[str, Actor]:
    """Begin a session for a member whose identity is proven."""
    token = crypto.token()
    session.add(
        SignIn(
            workspace_id=workspace_id,
            user_id=user_id,
            token_digest=crypto.digest(token),
            csrf_token=crypto.token(18),
            expires_at=now() + timedelta(days=SESSION_DAYS),
            agent=(agent or "")[:200],
        )
    )
    await session.flush()
    await log.append(session, events.SignedIn(workspace_id=workspace_id, by=By("person", user_id), user_id=user_id))
    found = await actor_of_session(session, token)
    if found is None:
        raise WrongCredentials
    return token, found[0]


async def _check_attempts(session: Session, subjects: list[bytes]) -> None:
    query = select(SignInAttempt).where(SignInAttempt.subject_digest.in_(subjects))
    for attempt in await session.scalars(query):
        age = (now() - attempt.last_at).total_seconds()
        extra = attempt.failures - _FREE_FAILURES
        if extra < 0 or age > _FORGET_AFTER.total_seconds():
            continue
        wait = min(_LONGEST_WAIT, 2.0**extra) - age
        if wait > 0:
            raise TooManyAttempts(retry_after=math.ceil(wait))


async def sign_out(session: Session, actor: Actor) -> None:
    """End the actor's session."""
    await session.execute(delete(SignIn).where(SignIn.id == actor.session_id))
    await log.append(session, events.SignedOut(workspace_id=actor.workspace_id, by=actor.by, user_id=actor.user_id))


async def prune(session: Session) -> None:
    """Remove sessions that have ended and failed sign-ins that no longer count."""
    await session.execute(delete(SignIn).where(SignIn.expires_at < func.now()))
    await session.execute(delete(SignInAttempt).where(SignInAttempt.last_at < now() - timedelta(days=1)))


_FAILED = text("""
INSERT INTO sign_in_attempts AS old (subject_digest, failures, last_at) VALUES (:subject, 1, now())
ON CONFLICT (subject_digest) DO UPDATE SET last_at = now(),
  failures = CASE WHEN old.last_at < now() - interval '1 hour' THEN 1 ELSE old.failures + 1 END
""")
