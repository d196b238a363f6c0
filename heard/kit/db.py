"""The database: one engine a process, one transaction a request or a piece of work, bells rung after the commit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import asyncpg
from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, mapped_column

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from heard.kit.bus import Bus

Session = AsyncSession
Key = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Ref = Annotated[int, mapped_column(BigInteger)]

_BELLS = "bells"
_NOTES = "notes"
_BUS = "bus"
_MOMENT = text("SELECT clock_timestamp()")
_PLAN = text("""
SELECT set_config('plan_cache_mode', :mode, true), set_config('enable_bitmapscan', :gather, true),
  set_config('statement_timeout', coalesce(cast(:longest AS text), current_setting('statement_timeout')), true)
""")
# PostgreSQL's classes of errors (its manual, appendix A): connections, deadlocks and conflicts, resources, shutdowns, locks,
# the machine, a server that only reads for now.
_PASSING_STATES = ("08", "40", "53", "55P03", "57", "58", "25006")


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
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=True, info={_BUS: bus})

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Session]:
        """A session whose work is committed when the block ends well, and undone when it raises."""
        async with self._sessions() as session:
            async with session.begin():
                yield session
            self._ring(session)

    def _ring(self, session: Session) -> None:
        """Wake and tell whoever waits for what this transaction wrote: after the commit, outside of it."""
        if self.bus is not None:
            for name in session.info.pop(_BELLS, ()):
                self.bus.ring(name)
            for channel, message in session.info.pop(_NOTES, ()):
                self.bus.tell(channel, message)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def moment(session: Session) -> datetime:
    """The present moment by the database's clock: the one clock that all processes share, whatever theirs say."""
    found: datetime = (await session.execute(_MOMENT)).scalar_one()
    return found


def passing(error: BaseException) -> bool:
    """Whether an error says that the database is away, full, starting or in somebody's way: the same may work later.

    Everything else is a fault of the work itself, which trying again does not mend.
    """
    if isinstance(error, OSError | TimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.orig or error
    return str(getattr(error, "sqlstate", None) or "").startswith(_PASSING_STATES)


def ring_after_commit(session: Session, name: str) -> None:
    """Ask that the bell `name` be rung once this transaction is committed."""
    session.info.setdefault(_BELLS, set()).add(name)


def tell_after_commit(session: Session, channel: str, message: str) -> None:
    """Ask that subscribers of a channel be told once this transaction is committed. Only for what may get lost."""
    session.info.setdefault(_NOTES, []).append((channel, message))


async def tell_with_commit(session: Session, channel: str, messages: Sequence[str]) -> None:
    """Ask that subscribers of a channel be told once this transaction is committed.

    Where the bus can, telling is part of the transaction; else it follows, and a process that dies in between has not told.
    """
    bus: Bus | None = session.info.get(_BUS)
    notes = [(channel, message) for message in messages]
    if bus is not None and not await bus.tell_within(session, notes):
        session.info.setdefault(_NOTES, []).extend(notes)


@asynccontextmanager
async def planned_for_values(
    session: Session, *, longest: str | None = None, gather: bool = True
) -> AsyncGenerator[None]:
    """Let the statements within be planned for their values, where these decide which index is right; later ones for any.

    `longest`: how long a statement of the transaction may take from here on; without it, as long as before. Without `gather`
    rows are not gathered from several indexes first: the planner takes conditions that always go together for independent, and
    then expects far fewer than there are.
    """
    kind = "on" if gather else "off"
    await session.execute(_PLAN, {"mode": "force_custom_plan", "longest": longest, "gather": kind})
    yield
    await session.execute(_PLAN, {"mode": "auto", "longest": None, "gather": "on"})


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
