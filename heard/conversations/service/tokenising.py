"""Words for the search, made later for what was written before there was one, or by an older way of making them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from heard.kit import tokens

if TYPE_CHECKING:
    from heard.kit.db import Session


async def tokenise(session: Session, *, most: int) -> int:
    """Make the tokens of up to `most` messages and as many notes that lack them, the newest first; how many it were."""
    done = 0
    for wanted, made in _TABLES:
        rows = (await session.execute(wanted, {"most": most})).all()
        done += len(rows)
        if rows:
            values = [tokens.lexemes(row.workspace_id, row.text) for row in rows]
            await session.execute(made, {"ids": [row.id for row in rows], "tokens": values})
    return done


# Rows that somebody holds are left for the next time, so this never stands in anybody's way.
_TABLES = tuple(
    (
        text(f"""
        SELECT id, workspace_id, text FROM {table} WHERE tokens IS NULL ORDER BY id DESC LIMIT :most FOR UPDATE SKIP LOCKED
        """),  # noqa: S608 — the names are constants of this module
        text(f"""
        UPDATE {table} old SET tokens = array_to_tsvector(string_to_array(new.tokens, ' '))
        FROM unnest(cast(:ids AS bigint[]), cast(:tokens AS text[])) AS new (id, tokens) WHERE old.id = new.id
        """),  # noqa: S608 — the names are constants of this module
    )
    for table in ("messages", "notes")
)
