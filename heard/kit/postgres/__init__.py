"""PostgreSQL of our own: the database of an installation that brings none.

Give `running` a folder and there is a PostgreSQL in it, for as long as the block lasts. The first process starts the
server as its own child and keeps it alive; later ones attach to it. Nothing listens on TCP; nothing outlives its owner.

    async with running(Path("data")) as server:
        connection = await asyncpg.connect(server.url)

What it promises, and how each promise is kept, is in docs/decisions/0003-embedded-postgresql.md.
"""

from heard.kit.postgres.cluster import client_program
from heard.kit.postgres.places import PostgresFailed
from heard.kit.postgres.supervisor import Server, running

__all__ = ["PostgresFailed", "Server", "client_program", "running"]
