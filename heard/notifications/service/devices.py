"""The browsers people are told by, and how much these may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from heard.accounts.models import SignIn
from heard.kit import crypto, jobs, log
from heard.kit.errors import NotFound
from heard.kit.webpush import Receiver, decode, encode
from heard.notifications import events
from heard.notifications.agents import label_of
from heard.notifications.errors import BrowserNeeded, NotABrowser
from heard.notifications.models import PushSubscription
from heard.notifications.service.pushing import PUSH, purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.crypto import Vault
    from heard.kit.db import Session

_LONGEST = 2000


async def subscribe(
    session: Session, *, vault: Vault, actor: Actor, endpoint: str, public: str, auth: str, agent: str
) -> PushSubscription:
    """Tell the actor by the browser of this session from now on; what it gave before, or somebody else in it, is replaced.

    Raises:
        BrowserNeeded: an API token asks.
        NotABrowser: the address or the keys cannot be used.
    """
    # Of two requests of one browser the second waits, and replaces what the first made.
    mine = select(SignIn.id).where(SignIn.id == actor.session_id).with_for_update()
    if actor.session_id is None or await session.scalar(mine) is None:
        raise BrowserNeeded
    receiver = _checked(endpoint, public, auth)
    digest = crypto.digest(endpoint)
    same = or_(PushSubscription.endpoint_digest == digest, PushSubscription.sign_in_id == actor.session_id)
    await session.execute(delete(PushSubscription).where(same))
    kept = {"endpoint": endpoint, "public": encode(receiver.public), "auth": encode(receiver.auth)}
    device = PushSubscription(
        workspace_id=actor.workspace_id,
        user_id=actor.user_id,
        sign_in_id=actor.session_id,
        endpoint_digest=digest,
        sealed=vault.seal(kept, purpose=purpose(digest)),
        label=label_of(agent),
        failures=0,
    )
    session.add(device)
    await session.flush()
    await session.refresh(device)
    added = events.DeviceAdded(workspace_id=actor.workspace_id, by=actor.by, user_id=actor.user_id, device_id=device.id)
    await log.append(session, added)
    return device


def _checked(endpoint: str, public: str, auth: str) -> Receiver:
    if len(endpoint) > _LONGEST or not endpoint.startswith(("https://", "http://")):
        raise NotABrowser
    try:
        return Receiver(endpoint, decode(public), decode(auth))
    except ValueError as error:
        raise NotABrowser from error


async def devices_of(session: Session, *, actor: Actor) -> Sequence[PushSubscription]:
    """The browsers the actor is told by, the newest first."""
    query = select(PushSubscription).where(
        PushSubscription.workspace_id == actor.workspace_id, PushSubscription.user_id == actor.user_id
    )
    return (await session.scalars(query.order_by(PushSubscription.id.desc()))).all()


async def forget(session: Session, *, actor: Actor, device_id: int) -> None:
    """Tell the actor no more by one of their browsers.

    Raises:
        NotFound: it is none of theirs.
    """
    await session.delete(await _own(session, actor, device_id))
    gone = events.DeviceForgotten(
        workspace_id=actor.workspace_id, by=actor.by, user_id=actor.user_id, device_id=device_id, why="person"
    )
    await log.append(session, gone)


async def try_out(session: Session, *, actor: Actor, device_id: int) -> PushSubscription:
    """Send one of the actor's browsers something to see that it works.

    Raises:
        NotFound: it is none of theirs.
    """
    device = await _own(session, actor, device_id)
    await jobs.defer(
        session, PUSH, key=f"push test {device_id}", workspace_id=actor.workspace_id, subscription_id=device_id
    )
    return device


async def _own(session: Session, actor: Actor, device_id: int) -> PushSubscription:
    device = await session.scalar(
        select(PushSubscription).where(
            PushSubscription.workspace_id == actor.workspace_id,
            PushSubscription.user_id == actor.user_id,
            PushSubscription.id == device_id,
        )
    )
    if device is None:
        raise NotFound
    return device
