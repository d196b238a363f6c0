"""Signatures under replies: each member's own, and the workspace's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.accounts import events
from heard.accounts.models import Membership, Workspace
from heard.accounts.signing import Signing, signature_for
from heard.kit import log
from heard.kit.text import clean

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def set_signature(session: Session, *, actor: Actor, signature: str) -> None:
    """Set what stands under the actor's replies in this workspace; "" for nothing."""
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id), with_for_update=True)
    member.signature = " ".join(clean(signature).split())


async def set_signing(session: Session, *, actor: Actor, signing: Signing) -> None:
    """Set whether replies of this workspace are signed."""
    workspace = await session.get_one(Workspace, actor.workspace_id, with_for_update=True)
    if workspace.signing != signing:
        workspace.signing = signing
        changed = events.WorkspaceChanged(workspace_id=actor.workspace_id, by=actor.by, signing=signing)
        await log.append(session, changed)


async def signature_of(session: Session, *, actor: Actor, public: bool, wanted: bool) -> str:
    """What a reply of the actor is signed with."""
    query = (
        select(Membership.signature, Workspace.signing)
        .join(Workspace, Workspace.id == Membership.workspace_id)
        .where(Membership.workspace_id == actor.workspace_id, Membership.user_id == actor.user_id)
    )
    own, policy = (await session.execute(query)).one()
    return signature_for(name=actor.name, own=own, policy=policy, public=public, wanted=wanted)
