"""Writing contacts: who is behind the profiles that speak to us."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.kit import tokens
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.channels.base import Profile
    from heard.kit.db import Session

# (workspace, network, scope, external id): what an identity is unique by.
IdentityKey = tuple[int, str, str, str]


@dataclass(frozen=True)
class Known:
    """An identity and the contact behind it."""

    identity_id: int
    contact_id: int
    muted: bool = False


async def resolve(session: Session, seen: Iterable[tuple[int, str, Profile]]) -> dict[IdentityKey, Known]:
    """The identities of profiles, given as (workspace, network, profile); unknown ones become new contacts.

    Set-wise and in key order, so that workers meeting over the same people wait for each other instead of deadlocking.
    What a profile tells anew (name, followers …) is kept; what it leaves out stays as it was.
    """
    profiles: dict[IdentityKey, Profile] = {}
    for workspace_id, network, profile in seen:
        profiles[workspace_id, network, profile.scope, profile.external_id] = profile
    keys = sorted(profiles)
    if not keys:
        return {}
    known = await _select(session, keys)
    missing = [key for key in keys if key not in known]
    if missing:
        known |= await _insert(session, missing, profiles)
        # Somebody else may have inserted the same person between our look and our insert.
        raced = [key for key in missing if key not in known]
        if raced:
            known |= await _select(session, raced)
            await session.execute(_DELETE_ORPHANS, {"workspaces": sorted({key[0] for key in raced})})
    old = [key for key in keys if key not in missing]
    if old:
        await session.execute(_REFRESH, {"ids": [known[key].identity_id for key in old], **_columns(old, profiles)})
    return known


async def _select(session: Session, keys: Sequence[IdentityKey]) -> dict[IdentityKey, Known]:
    rows = await session.execute(_SELECT, _keys(keys))
    return {
        (row.workspace_id, row.network, row.scope, row.external_id): Known(row.id, row.contact_id, row.muted)
        for row in rows
    }


async def _insert(
    session: Session, keys: Sequence[IdentityKey], profiles: dict[IdentityKey, Profile]
) -> dict[IdentityKey, Known]:
    names = [_name(profiles[key]) for key in keys]
    made = await session.execute(_INSERT_CONTACTS, {"workspaces": [key[0] for key in keys], "names": names})
    # Contacts of the same workspace and name are interchangeable, so the order they come back in does not matter.
    free: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in made:
        free[row.workspace_id, row.name].append(row.id)
    contact_ids = [free[key[0], name].pop() for key, name in zip(keys, names, strict=True)]
    rows = await session.execute(
        _INSERT_IDENTITIES,
        {
            "contacts": contact_ids,
            **_keys(keys),
            **_columns(keys, profiles),
            "tokens": [_tokens(key[0], profiles[key].name, profiles[key].handle) for key in keys],
        },
    )
    return {(row.workspace_id, row.network, row.scope, row.external_id): Known(row.id, row.contact_id) for row in rows}


def _name(profile: Profile) -> str:
    return clean(profile.name or profile.handle or profile.external_id)


def _keys(keys: Sequence[IdentityKey]) -> dict[str, Any]:
    return {
        "workspaces": [key[0] for key in keys],
        "networks": [key[1] for key in keys],
        "scopes": [key[2] for key in keys],
        "external_ids": [key[3] for key in keys],
    }


def _columns(keys: Sequence[IdentityKey], profiles: dict[IdentityKey, Profile]) -> dict[str, Any]:
    rows = [profiles[key] for key in keys]
    return {
        "handles": [_clean(row.handle) for row in rows],
        "names": [_clean(row.name) for row in rows],
        "avatars": [row.avatar_url for row in rows],
        "urls": [row.profile_url for row in rows],
        "followers": [row.followers for row in rows],
        "verified": [row.verified for row in rows],
        "bios": [_clean(row.bio) for row in rows],
    }


def _tokens(workspace_id: int, name: str | None, handle: str | None) -> str:
    """What a search for people finds a profile by."""
    return clean(tokens.lexemes(workspace_id, f"{name or ''} @{(handle or '').lstrip('@')}"))


async def tokenise(session: Session, *, most: int) -> int:
    """Make the tokens of up to `most` profiles that lack them: old ones, and those whose name has changed; how many."""
    rows = (await session.execute(_UNTOKENISED, {"most": most})).all()
    if rows:
        made = [_tokens(row.workspace_id, row.name, row.handle) for row in rows]
        await session.execute(_TOKENISE, {"ids": [row.id for row in rows], "tokens": made})
    return len(rows)


def _clean(value: str | None) -> str | None:
    return None if value is None else clean(value)


_SELECT = text("""
SELECT i.id, i.contact_id, i.muted, i.workspace_id, i.network, i.scope, i.external_id
FROM unnest(cast(:workspaces AS bigint[]), cast(:networks AS text[]), cast(:scopes AS text[]), cast(:external_ids AS text[]))
  AS key (workspace_id, network, scope, external_id)
JOIN identities i USING (workspace_id, network, scope, external_id)
""")
_INSERT_CONTACTS = text("""
INSERT INTO contacts (workspace_id, name)
SELECT * FROM unnest(cast(:workspaces AS bigint[]), cast(:names AS text[])) RETURNING id, workspace_id, name
""")
_INSERT_IDENTITIES = text("""
INSERT INTO identities (contact_id, workspace_id, network, scope, external_id, handle, name, avatar_url, profile_url, followers,
  verified, bio, tokens)
SELECT contact, workspace, network, scope, external_id, handle, name, avatar, url, followers, verified, bio,
  array_to_tsvector(string_to_array(tokens, ' '))
FROM unnest(cast(:contacts AS bigint[]), cast(:workspaces AS bigint[]), cast(:networks AS text[]), cast(:scopes AS text[]),
  cast(:external_ids AS text[]), cast(:handles AS text[]), cast(:names AS text[]), cast(:avatars AS text[]), cast(:urls AS text[]),
  cast(:followers AS bigint[]), cast(:verified AS boolean[]), cast(:bios AS text[]),
  cast(:tokens AS text[])) AS new (contact, workspace, network, scope, external_id, handle, name, avatar, url, followers,
  verified, bio, tokens)
ON CONFLICT (workspace_id, network, scope, external_id) DO NOTHING
RETURNING id, contact_id, workspace_id, network, scope, external_id
""")
_DELETE_ORPHANS = text("""
DELETE FROM contacts c WHERE c.workspace_id = ANY(:workspaces) AND c.first_seen_at = now()
  AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.workspace_id = c.workspace_id AND i.contact_id = c.id)
""")
_REFRESH = text("""
UPDATE identities i SET handle = coalesce(new.handle, i.handle), name = coalesce(new.name, i.name),
  avatar_url = coalesce(new.avatar_url, i.avatar_url), profile_url = coalesce(new.profile_url, i.profile_url),
  followers = coalesce(new.followers, i.followers), verified = new.verified OR i.verified, bio = coalesce(new.bio, i.bio),
  seen_at = now(), tokens = CASE WHEN (coalesce(new.handle, i.handle), coalesce(new.name, i.name)) IS DISTINCT FROM
    (i.handle, i.name) THEN NULL ELSE i.tokens END
FROM unnest(cast(:ids AS bigint[]), cast(:handles AS text[]), cast(:names AS text[]), cast(:avatars AS text[]),
  cast(:urls AS text[]), cast(:followers AS bigint[]), cast(:verified AS boolean[]), cast(:bios AS text[]))
  AS new (id, handle, name, avatar_url, profile_url, followers, verified, bio)
WHERE i.id = new.id
  AND (coalesce(new.handle, i.handle), coalesce(new.name, i.name), coalesce(new.avatar_url, i.avatar_url),
    coalesce(new.profile_url, i.profile_url), coalesce(new.followers, i.followers), coalesce(new.bio, i.bio),
    new.verified OR i.verified) IS DISTINCT FROM
    (i.handle, i.name, i.avatar_url, i.profile_url, i.followers, i.bio, i.verified)
""")
_UNTOKENISED = text("""
SELECT id, workspace_id, name, handle FROM identities WHERE tokens IS NULL ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
""")
_TOKENISE = text("""
UPDATE identities i SET tokens = array_to_tsvector(string_to_array(new.tokens, ' '))
FROM unnest(cast(:ids AS bigint[]), cast(:tokens AS text[])) AS new (id, tokens) WHERE i.id = new.id
""")
