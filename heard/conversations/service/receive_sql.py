"""The statements behind `receive`, and the arrays they take: a column of values each, so that a batch is one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from heard.conversations.service.arrivals import Place
from heard.kit import tokens
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.channels.base import PostRef
    from heard.conversations.service.arrivals import Arrival, Current

KNOWN = text("""
SELECT m.account_id, m.external_id FROM unnest(cast(:accounts AS bigint[]), cast(:ids AS text[])) key (account_id, external_id)
JOIN messages m USING (account_id, external_id)
""")
THREADS = text("""
SELECT t.account_id, t.external_key, t.conversation_id
FROM unnest(cast(:accounts AS bigint[]), cast(:keys AS text[])) key (account_id, external_key)
JOIN threads t USING (account_id, external_key)
""")
LATEST = text("""
SELECT key.account_id, key.identity_id, c.id
FROM unnest(cast(:accounts AS bigint[]), cast(:identities AS bigint[])) key (account_id, identity_id)
CROSS JOIN LATERAL (
  SELECT id FROM conversations WHERE account_id = key.account_id AND identity_id = key.identity_id ORDER BY id DESC LIMIT 1
) c
""")
LOCK = text("""
SELECT c.*, a.team_id AS account_team_id, a.reopen_hours
FROM conversations c JOIN accounts a ON a.id = c.account_id WHERE c.id = ANY(:ids) ORDER BY c.id FOR UPDATE OF c
""")
PRESENT = text("""
SELECT workspace_id, user_id FROM memberships
WHERE workspace_id = ANY(:workspaces) AND user_id = ANY(:users) AND active AND present
""")
NUMBERS = text("""
INSERT INTO conversation_counters AS counter (workspace_id, last)
SELECT * FROM unnest(cast(:workspaces AS bigint[]), cast(:counts AS bigint[]))
ON CONFLICT (workspace_id) DO UPDATE SET last = counter.last + excluded.last
RETURNING workspace_id, last
""")
OPEN = text("""
INSERT INTO conversations (workspace_id, number, account_id, network, contact_id, identity_id, previous_id, team_id, state,
  waiting_since, last_message_at, last_inbound_at, last_direction, preview, has_public, has_private,
  kinds, resolved_at, resolve_reason, window_closes_at)
SELECT * FROM unnest(cast(:workspaces AS bigint[]), cast(:numbers AS bigint[]), cast(:accounts AS bigint[]),
  cast(:networks AS text[]), cast(:contacts AS bigint[]), cast(:identities AS bigint[]), cast(:previous AS bigint[]),
  cast(:teams AS bigint[]), cast(:states AS text[]), cast(:waiting AS timestamptz[]), cast(:ats AS timestamptz[]),
  cast(:inbound AS timestamptz[]), cast(:directions AS text[]), cast(:previews AS text[]), cast(:public AS boolean[]),
  cast(:private AS boolean[]), cast(:kinds AS smallint[]), cast(:resolved AS timestamptz[]), cast(:reasons AS text[]),
  cast(:closing AS timestamptz[]))
ON CONFLICT DO NOTHING
RETURNING id, workspace_id, number
""")
WRITE_POSTS = text("""
INSERT INTO posts AS old (workspace_id, account_id, external_id, author_name, text, url, ours)
SELECT * FROM unnest(cast(:workspaces AS bigint[]), cast(:accounts AS bigint[]), cast(:ids AS text[]), cast(:authors AS text[]),
  cast(:texts AS text[]), cast(:urls AS text[]), cast(:ours AS boolean[]))
ON CONFLICT (account_id, external_id) DO UPDATE SET author_name = coalesce(excluded.author_name, old.author_name),
  text = coalesce(excluded.text, old.text), url = coalesce(excluded.url, old.url), ours = coalesce(excluded.ours, old.ours)
RETURNING id, account_id, external_id
""")
WRITE_THREADS = text("""
INSERT INTO threads AS old (workspace_id, account_id, external_key, conversation_id, visibility, kind, post_id, url,
  last_inbound_at, reply_to, summoned)
SELECT * FROM unnest(cast(:workspaces AS bigint[]), cast(:accounts AS bigint[]), cast(:keys AS text[]),
  cast(:conversations AS bigint[]), cast(:visibilities AS text[]), cast(:kinds AS text[]), cast(:posts AS bigint[]),
  cast(:urls AS text[]), cast(:inbound AS timestamptz[]), cast(:reply_to AS text[]), cast(:summoned AS boolean[]))
ON CONFLICT (account_id, external_key) DO UPDATE SET conversation_id = excluded.conversation_id,
  last_inbound_at = greatest(old.last_inbound_at, excluded.last_inbound_at), post_id = coalesce(excluded.post_id, old.post_id),
  url = coalesce(old.url, excluded.url), summoned = old.summoned OR excluded.summoned,
  reply_to = CASE WHEN old.last_inbound_at IS NULL OR excluded.last_inbound_at >= old.last_inbound_at
    THEN coalesce(excluded.reply_to, old.reply_to) ELSE old.reply_to END
RETURNING id, account_id, external_key
""")
WRITE_MESSAGES = text("""
INSERT INTO messages (workspace_id, conversation_id, thread_id, account_id, external_id, direction, visibility, author_kind,
  author_id, text, rating, url, quoted, attachments, at, sort_at, received_at, delivery, tokens, spam_word_id, past)
SELECT workspace, conversation, thread, account, external_id, direction, visibility, author_kind, author, body, rating, url,
  cast(quoted AS jsonb), cast(attachments AS jsonb), at, at, received_at, delivery,
  array_to_tsvector(string_to_array(tokens, ' ')), spam_word, past
FROM unnest(cast(:workspaces AS bigint[]), cast(:conversations AS bigint[]), cast(:threads AS bigint[]),
  cast(:accounts AS bigint[]), cast(:ids AS text[]), cast(:directions AS text[]), cast(:visibilities AS text[]),
  cast(:author_kinds AS text[]), cast(:authors AS bigint[]), cast(:texts AS text[]), cast(:ratings AS smallint[]),
  cast(:urls AS text[]), cast(:quoted AS text[]), cast(:attachments AS text[]), cast(:ats AS timestamptz[]),
  cast(:received AS timestamptz[]), cast(:deliveries AS text[]), cast(:tokens AS text[]), cast(:spam_words AS bigint[]),
  cast(:pasts AS boolean[]))
  AS new (workspace, conversation, thread, account, external_id, direction, visibility, author_kind, author, body, rating, url,
  quoted, attachments, at, received_at, delivery, tokens, spam_word, past)
ON CONFLICT (account_id, external_id) DO NOTHING
RETURNING id, account_id, external_id
""")
# By our own reference where the network gives it back, else by the words, without links: networks shorten those.
MERGE_ECHO = text("""
UPDATE messages m SET external_id = :external_id, url = coalesce(:url, m.url), delivery = 'sent', reason = NULL, reason_code = NULL
FROM (SELECT id, delivery FROM messages WHERE thread_id = :thread AND delivery IN ('sending', 'unknown') AND (
    client_ref::text = cast(:client_ref AS text)
    OR regexp_replace(text, 'https?://\\S+', '', 'g') = regexp_replace(cast(:text AS text), 'https?://\\S+', '', 'g'))
  ORDER BY id LIMIT 1 FOR UPDATE) found
WHERE m.id = found.id
RETURNING m.id, found.delivery = 'unknown' AS was_unknown
""")
CATCH_UP = text("""
UPDATE messages m SET delivered_at = CASE WHEN m.sort_at <= t.delivered_until THEN least(m.delivered_at, t.delivered_until)
    WHEN m.sort_at <= t.read_until THEN least(m.delivered_at, t.read_until) ELSE m.delivered_at END,
  read_at = CASE WHEN m.sort_at <= t.read_until THEN least(m.read_at, t.read_until) ELSE m.read_at END
FROM threads t WHERE m.id = ANY(:ids) AND t.id = m.thread_id AND m.sort_at <= greatest(t.delivered_until, t.read_until)
""")
ONE_FAILURE_LESS = text("UPDATE conversations SET failed = greatest(failed - 1, 0) WHERE id = :conversation")
UPDATE = text("""
UPDATE conversations c SET state = new.state, team_id = new.team, assignee_id = new.assignee, waiting_since = new.waiting_since,
  last_message_at = new.last_message_at, last_inbound_at = new.last_inbound_at, last_direction = new.last_direction,
  preview = new.preview, has_public = new.has_public, has_private = new.has_private, kinds = new.kinds,
  resolved_at = new.resolved_at, resolve_reason = new.resolve_reason, window_closes_at = new.window_closes_at,
  version = c.version + 1, snoozed_until = CASE WHEN new.state = 'snoozed' THEN c.snoozed_until END
FROM unnest(cast(:ids AS bigint[]), cast(:states AS text[]), cast(:teams AS bigint[]), cast(:assignees AS bigint[]),
  cast(:waiting AS timestamptz[]), cast(:ats AS timestamptz[]), cast(:inbound AS timestamptz[]), cast(:directions AS text[]),
  cast(:previews AS text[]), cast(:public AS boolean[]), cast(:private AS boolean[]), cast(:kinds AS smallint[]),
  cast(:resolved AS timestamptz[]), cast(:reasons AS text[]), cast(:closing AS timestamptz[]))
  AS new (id, state, team, assignee, waiting_since, last_message_at, last_inbound_at, last_direction, preview, has_public,
  has_private, kinds, resolved_at, resolve_reason, window_closes_at)
WHERE c.id = new.id
""")


def place_of(row: Row[Any]) -> Place:
    """The place of a locked conversation."""
    return Place(row.account_id, row.workspace_id, row.network, row.account_team_id, timedelta(hours=row.reopen_hours))


def opening(currents: Sequence[Current]) -> dict[str, Any]:
    """The columns of conversations to insert, as the arrivals folded into them have made them."""
    return {
        "workspaces": [c.place.workspace_id for c in currents],
        "numbers": [c.number for c in currents],
        "accounts": [c.place.account_id for c in currents],
        "networks": [c.place.network for c in currents],
        "contacts": [c.contact_id for c in currents],
        "identities": [c.identity_id for c in currents],
        "previous": [c.previous_id for c in currents],
        "teams": [c.team_id for c in currents],
        "states": [c.state for c in currents],
        "waiting": [c.waiting_since for c in currents],
        "ats": [c.last_message_at for c in currents],
        "inbound": [c.last_inbound_at for c in currents],
        "directions": [c.last_direction for c in currents],
        "previews": [c.preview for c in currents],
        "public": [c.has_public for c in currents],
        "private": [c.has_private for c in currents],
        "kinds": [c.kinds for c in currents],
        "resolved": [c.resolved_at for c in currents],
        "reasons": [c.resolve_reason for c in currents],
        "closing": [c.window_closes_at for c in currents],
    }


def updating(currents: Sequence[Current]) -> dict[str, Any]:
    """The columns of conversations to update, lowest id first."""
    rows = sorted(currents, key=lambda current: current.id)
    return {
        "ids": [c.id for c in rows],
        "states": [c.state for c in rows],
        "teams": [c.team_id for c in rows],
        "assignees": [c.assignee_id for c in rows],
        "waiting": [c.waiting_since for c in rows],
        "ats": [c.last_message_at for c in rows],
        "inbound": [c.last_inbound_at for c in rows],
        "directions": [c.last_direction for c in rows],
        "previews": [c.preview for c in rows],
        "public": [c.has_public for c in rows],
        "private": [c.has_private for c in rows],
        "kinds": [c.kinds for c in rows],
        "resolved": [c.resolved_at for c in rows],
        "reasons": [c.resolve_reason for c in rows],
        "closing": [c.window_closes_at for c in rows],
    }


def posts(rows: Sequence[tuple[tuple[int, str], tuple[Place, PostRef]]]) -> dict[str, Any]:
    """The columns of posts."""
    return {
        "workspaces": [place.workspace_id for _, (place, _) in rows],
        "accounts": [place.account_id for _, (place, _) in rows],
        "ids": [post.external_id for _, (_, post) in rows],
        "authors": [_clean(post.author_name) for _, (_, post) in rows],
        "texts": [_clean(post.text) for _, (_, post) in rows],
        "urls": [post.url for _, (_, post) in rows],
        "ours": [post.ours for _, (_, post) in rows],
    }


def threads(arrivals: Sequence[Arrival], posts: dict[tuple[int, str], int]) -> dict[str, Any]:
    """The columns of threads, one row a thread: its newest inbound arrival speaks for it."""
    newest: dict[tuple[int, str], Arrival] = {}
    summoned: set[tuple[int, str]] = set()
    for arrival in sorted(arrivals, key=lambda each: (not each.said.ours, each.at)):
        newest[arrival.thread_key] = arrival
        if arrival.said.summons and not arrival.said.ours:
            summoned.add(arrival.thread_key)
    rows = [newest[key] for key in sorted(newest)]
    return {
        "workspaces": [a.place.workspace_id for a in rows],
        "accounts": [a.place.account_id for a in rows],
        "keys": [a.said.thread_key for a in rows],
        "conversations": [a.conversation_id for a in rows],
        "visibilities": [a.said.visibility for a in rows],
        "kinds": [a.said.kind for a in rows],
        "posts": [posts.get((a.place.account_id, a.said.post.external_id)) if a.said.post else None for a in rows],
        "urls": [a.said.url for a in rows],
        "inbound": [None if a.said.ours else a.at for a in rows],
        "reply_to": [None if a.said.ours else a.said.reply_to for a in rows],
        "summoned": [a.thread_key in summoned for a in rows],
    }


def messages(arrivals: Sequence[Arrival]) -> dict[str, Any]:
    """The columns of messages, in the order they were said."""
    rows = sorted(arrivals, key=lambda arrival: (arrival.at, arrival.said.external_id))
    return {
        "workspaces": [a.place.workspace_id for a in rows],
        "conversations": [a.conversation_id for a in rows],
        "threads": [a.thread_id for a in rows],
        "accounts": [a.place.account_id for a in rows],
        "ids": [a.said.external_id for a in rows],
        "directions": ["out" if a.said.ours else "in" for a in rows],
        "visibilities": [a.said.visibility for a in rows],
        "author_kinds": ["network_app" if a.said.ours else "contact" for a in rows],
        "authors": [None if a.said.ours else a.identity_id for a in rows],
        "texts": [a.text for a in rows],
        "ratings": [a.said.rating for a in rows],
        "urls": [a.said.url for a in rows],
        "quoted": [_json(a.said.quoted) if a.said.quoted else None for a in rows],
        "attachments": [_json(a.said.attachments) for a in rows],
        "ats": [a.at for a in rows],
        "received": [a.received_at for a in rows],
        "deliveries": ["sent" if a.said.ours else None for a in rows],
        "tokens": [tokens.lexemes(a.place.workspace_id, a.text) for a in rows],
        "spam_words": [a.spam_word.id if a.spam_word else None for a in rows],
        "pasts": [a.past for a in rows],
    }


def _json(value: object) -> str:
    return clean(msgspec.json.encode(value).decode().replace("\\u0000", ""))


def _clean(value: str | None) -> str | None:
    return None if value is None else clean(value)
