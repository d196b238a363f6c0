"""Which errors pass, and which do not."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from heard.app.services import Services
from heard.kit.db import moment, passing


@pytest.mark.parametrize(
    ("state", "passes"),
    [
        ("08006", True),  # the connection failed
        ("40P01", True),  # a deadlock
        ("53100", True),  # the disk is full
        ("53300", True),  # too many connections
        ("57P01", True),  # the server is being shut down
        ("57P03", True),  # it is starting
        ("22012", False),  # a division by zero
        ("23505", False),  # a key that is there already
        ("42P01", False),  # no such table
        ("P0001", False),
    ],
)
async def test_the_database_being_away_passes_a_fault_of_ours_does_not(
    services: Services, state: str, passes: bool
) -> None:
    statement = text(f"DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(Exception, match="as told") as raised:
        async with services.database.transaction() as session:
            await session.execute(statement)
    assert passing(raised.value) == passes


async def test_a_connection_that_is_cut_passes(services: Services) -> None:
    with pytest.raises(DBAPIError) as raised:
        async with services.database.transaction() as session:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert passing(raised.value)
    async with services.database.transaction() as session:
        assert (await session.execute(text("SELECT 1"))).scalar() == 1


def test_what_the_drivers_and_the_network_say() -> None:
    assert passing(ConnectionResetError())
    assert passing(TimeoutError())
    assert passing(asyncpg.InternalClientError())
    assert not passing(ValueError())
    assert not passing(KeyError("user_id"))


async def test_the_moment_is_the_databases(services: Services) -> None:
    async with services.database.transaction() as session:
        first, second = await moment(session), await moment(session)
        assert first < second
        assert first.tzinfo is not None
