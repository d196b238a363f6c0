"""Bringing the database to this version's schema: by itself, one process at a time, never waiting for ever."""

from __future__ import annotations

import asyncio
from importlib import resources
from typing import TYPE_CHECKING

import asyncpg
import psycopg
import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from heard.kit import rebase

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# One process migrates while the others wait (any constant that nothing else here uses as a one-key advisory lock).
_LOCK = 0x4EA2D_0001
_log = structlog.get_logger()


async def migrate(url: str) -> list[str]:
    """Apply what is missing; the revisions applied, oldest first. `url` is a `postgresql://` URL.

    A database that was brought here from another server gets its readers' places put right.
    """
    applied = await asyncio.to_thread(_migrate, url)
    connection = await asyncpg.connect(url, server_settings={"application_name": "heard migrate"})
    try:
        if await rebase.moved(connection):
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
            if await rebase.moved(connection):
                await rebase.rebase(connection)
    finally:
        await connection.close()
    return applied


async def pending(url: str) -> list[str]:
    """The revisions the database still lacks, oldest first."""
    return await asyncio.to_thread(_pending_of, url)


def config() -> Config:
    """Alembic's configuration, made here so that no ini file has to be found."""
    made = Config()
    made.set_main_option("script_location", str(resources.files("heard.app") / "migrations"))
    made.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    return made


def _migrate(url: str) -> list[str]:
    with engine(url).connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        missing = _missing(connection)
        connection.commit()
        if missing:
            _log.info("database.migrating", revisions=missing)
            # A migration that cannot get its lock fails and is tried again later, rather than queueing everyone behind it.
            connection.execute(text("SET lock_timeout = '10s'"))
            connection.execute(text("SET statement_timeout = '15min'"))
            connection.commit()
            setup = config()
            setup.attributes["connection"] = connection
            command.upgrade(setup, "head")
        return missing


def _pending_of(url: str) -> list[str]:
    with engine(url).connect() as connection:
        return _missing(connection)


def _missing(connection: Connection) -> list[str]:
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config())
    return [revision.revision for revision in script.iterate_revisions("head", current or "base")][::-1]


def engine(url: str) -> Engine:
    """A synchronous engine for one piece of work on the schema; it keeps no connection."""
    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(url, application_name="heard migrate"),
        poolclass=NullPool,
    )
