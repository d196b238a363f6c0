"""How Alembic runs here: on the connection `heard.app.migrate` hands over, which holds the advisory lock and time limits."""

from __future__ import annotations

from alembic import context

from heard.app.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transaction_per_migration=True,
    compare_type=True,
    include_name=lambda name, kind, _: not (kind == "table" and (name or "").startswith("procrastinate_")),
)
with context.begin_transaction():
    context.run_migrations()
