"""The database: one engine a process, one transaction a request or a piece of work, bells rung after the commit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import asyncpg
from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, mapped_column

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from heard.kit.bus import Bus

Session = AsyncSession
Key = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Ref = Annotated[int, mapped_column(BigInteger)]

_BELLS = "bells"


class Base(DeclarativeBase):
    """The parent of every table; names of constraints are made by rule, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy reads this as a plain class attribute
        datetime: DateTime(timezone=True),
        str: Text,
        int: BigInteger,
        dict[str, Any]: JSONB,
    }


class Database:
    """The process's connections. Open it once; every piece of work takes one `transaction()`."""

    def __init__(self, url: str, *, pool: int = 10, bus: Bus | None = None) -> None:
        """Prepare the engine for a `postgresql://` URL; nothing connects yet."""
        self.url = url
        self.engine = _engine(url, pool)
        self.bus = bus
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Session]:
        """A session whose work is committed when the block ends well, and undone when it raises."""
        async with self._sessions() as session:
            async with session.begin():
                yield session
            self._ring(session)

    def _ring(self, session: Session) -> None:
        """Wake whoever waits for what this transaction wrote: after the commit, outside of it."""
        if self.bus is not None:
            for name in session.info.pop(_BELLS, ()):
                self.bus.ring(name)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def ring_after_commit(session: Session, name: str) -> None:
    """Ask that the bell `name` be rung once this transaction is committed."""
    session.info.setdefault(_BELLS, set()).add(name)


async def plan_for_values(session: Session) -> None:
    """Let the rest of the transaction be planned for its values, not for any: where values decide which index is right."""
    await session.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", literal(True))))


def _engine(url: str, pool: int) -> AsyncEngine:
    async def connect() -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(
            url,
            server_settings={"application_name": "heard", "jit": "off", "timezone": "UTC"},
            statement_cache_size=512,
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=False,
        pool_recycle=1800,
    )
