"""The statements behind `changes`."""

from __future__ import annotations

from sqlalchemy import text

_KEYS = "unnest(cast(:accounts AS bigint[]), cast(:ids AS text[])) key (account_id, external_id)"
LOCK_CONVERSATIONS = text(f"""
SELECT id FROM conversations WHERE id IN (SELECT m.conversation_id FROM {_KEYS} JOIN messages m USING (account_id, external_id))
ORDER BY id FOR UPDATE
""")  # noqa: S608 — only constants of this module
LOCK = text(f"""
SELECT m.id, m.account_id, m.external_id, m.workspace_id, m.conversation_id, m.thread_id, m.text, m.at, m.edited_at, m.deleted_at,
  m.delivered_at, m.read_at, m.revisions, m.reactions, m.standing
FROM {_KEYS} JOIN messages m USING (account_id, external_id) ORDER BY m.id FOR UPDATE OF m
""")  # noqa: S608 — only constants of this module
WRITE = text("""
UPDATE messages m SET text = new.text, tokens = coalesce(array_to_tsvector(string_to_array(new.tokens, ' ')), m.tokens),
  edited_at = new.edited, deleted_at = new.deleted, delivered_at = new.delivered, read_at = new.read,
  revisions = cast(new.revisions AS jsonb), reactions = cast(new.reactions AS jsonb), standing = cast(new.standing AS jsonb)
FROM unnest(cast(:ids AS bigint[]), cast(:texts AS text[]), cast(:tokens AS text[]), cast(:edited AS timestamptz[]),
  cast(:deleted AS timestamptz[]), cast(:delivered AS timestamptz[]), cast(:read AS timestamptz[]), cast(:revisions AS text[]),
  cast(:reactions AS text[]), cast(:standings AS text[]))
  AS new (id, text, tokens, edited, deleted, delivered, read, revisions, reactions, standing)
WHERE m.id = new.id
""")
ASKED = text("SELECT message_id, deed FROM moderations WHERE state = 'pending' AND message_id = ANY(:ids)")
TAKE_WAITING = text(f"""
DELETE FROM waiting_changes w USING {_KEYS}
WHERE w.account_id = key.account_id AND w.external_id = key.external_id
RETURNING w.account_id, w.external_id, w.workspace_id, w.change, w.at
""")  # noqa: S608 — only constants of this module
WAIT = text("""
INSERT INTO waiting_changes AS old (account_id, workspace_id, external_id, kind, change, at)
SELECT account, workspace, id, kind, cast(change AS jsonb), at
FROM unnest(cast(:accounts AS bigint[]), cast(:workspaces AS bigint[]), cast(:ids AS text[]), cast(:kinds AS text[]),
  cast(:changes AS text[]), cast(:ats AS timestamptz[])) AS new (account, workspace, id, kind, change, at)
ON CONFLICT (account_id, external_id, kind) DO UPDATE SET change = excluded.change, at = excluded.at
WHERE excluded.at >= old.at
""")
ANSWER_AT = text("UPDATE threads SET reply_to = :new WHERE id = :thread AND reply_to = :old")
LOCK_THREAD = text("""
SELECT t.id FROM threads t JOIN conversations c ON c.id = t.conversation_id
WHERE t.account_id = :account AND t.external_key = :key FOR UPDATE OF c
""")
# Only as far back as the thread was marked before: a message is looked at once, however long the thread.
_REACHED = """
WITH thread AS (
  UPDATE threads t SET {column} = greatest(t.{column}, cast(:at AS timestamptz)) FROM threads before
  WHERE t.id = :thread AND before.id = t.id RETURNING t.id, t.conversation_id, before.{column} AS before
)
UPDATE messages m SET {set} FROM thread
WHERE m.conversation_id = thread.conversation_id AND m.thread_id = thread.id AND m.direction = 'out' AND m.delivery = 'sent'
  AND m.sort_at <= :at AND m.sort_at > coalesce(thread.before, '-infinity')
RETURNING m.id, m.workspace_id, m.conversation_id
"""
DELIVERED = text(
    _REACHED.format(column="delivered_until", set="delivered_at = least(m.delivered_at, cast(:at AS timestamptz))")
)
READ = text(
    _REACHED.format(
        column="read_until",
        set="read_at = least(m.read_at, cast(:at AS timestamptz)), delivered_at = least(m.delivered_at, cast(:at AS timestamptz))",
    )
)
TOUCH = text("""
UPDATE conversations c SET version = c.version + 1, preview = coalesce((
    SELECT new.preview FROM unnest(cast(:messages AS bigint[]), cast(:previews AS text[])) AS new (message, preview)
    WHERE new.preview IS NOT NULL AND new.message = (
      SELECT last.id FROM messages last WHERE last.conversation_id = c.id ORDER BY last.sort_at DESC, last.id DESC LIMIT 1)
  ), c.preview)
WHERE c.id = ANY(cast(:conversations AS bigint[]))
""")
