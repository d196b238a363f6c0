"""Backup and restore: one file with the database as it was at one moment, the files it knows, and the key that opens its secrets.

The file is a tar of `manifest.json`, `database.dump` (PostgreSQL's custom format), where Heard made it `secret_key`, and
`media/<workspace>/<digest>` for each file.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import structlog

from heard import __version__
from heard.app import backup_files
from heard.app.migrate import migrate
from heard.conversations.service.delivery import doubt_waiting
from heard.kit import crypto
from heard.kit.db import Database
from heard.kit.errors import HeardError
from heard.kit.postgres import client_program
from heard.kit.time import now
from heard.media.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.kit.settings import Settings

MANIFEST, DUMP, KEY = "manifest.json", "database.dump", "secret_key"
_FORMAT = 2
_READ = (1, _FORMAT)
_KEPT_ASIDE = "before_restore"
_log = structlog.get_logger()


class BackupFailed(HeardError):
    """The backup could not be made or restored."""

    code = "backup_failed"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `rows` are counted in the very snapshot that was dumped.

    `files` of the media folder are in it; `absent` ones the database knows, and this machine did not have.
    """

    format: int
    heard: str
    schema: str
    at: str
    key_mark: str
    rows: dict[str, int]
    files: int = 0
    absent: int = 0


async def back_up(settings: Settings, url: str, file: Path, *, media: bool = True) -> Manifest:
    """Write a backup of a running system to `file`; nobody has to stop for it, and nobody else may read it.

    Without `media` the folder of that name is left out: it has to be copied apart.

    Raises:
        BackupFailed: with what `pg_dump` said, or because the file is there already.
    """
    with _folder_for(file) as name:
        folder = Path(name)
        manifest, known = await _dump(settings, url, folder / DUMP)
        store = Store(settings.media_dir)
        files = await asyncio.to_thread(backup_files.here, store, known if media else [])
        manifest = replace(manifest, files=len(files), absent=len(known) - len(files))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2))
        if not settings.secret_key:
            (folder / KEY).write_bytes(settings.key)
        packed = folder / "packed.tar"
        await asyncio.to_thread(_pack, packed, folder, store, files)
        packed.rename(file)
    return manifest


def _folder_for(file: Path) -> tempfile.TemporaryDirectory[str]:
    if file.exists():
        raise BackupFailed(f"{file} is there already.")
    return _folder_beside(file)


def _folder_beside(file: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder on the file's own disk, gone afterwards."""
    return tempfile.TemporaryDirectory(prefix=".heard-backup-", dir=file.absolute().parent)


async def _dump(settings: Settings, url: str, to: Path) -> tuple[Manifest, list[backup_files.Kept]]:
    connection = await asyncpg.connect(url)
    try:
        # The rows are counted in the snapshot that pg_dump reads: what is restored can be held against them.
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot: str = await connection.fetchval("SELECT pg_export_snapshot()")
            rows = await _count(connection)
            files = await backup_files.kept_files(connection)
            schema: str = await connection.fetchval("SELECT version_num FROM alembic_version")
            arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
            code, said = await _run("pg_dump", url, *arguments)
    finally:
        await connection.close()
    if code:
        raise BackupFailed(f"pg_dump failed: {said}")
    return Manifest(_FORMAT, __version__, schema, now().isoformat(), _mark(settings), rows), files


async def _count(connection: asyncpg.Connection[asyncpg.Record]) -> dict[str, int]:
    names = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {row["name"]: await connection.fetchval(f'SELECT count(*) FROM public."{row["name"]}"') for row in names}  # noqa: S608 — names of our own tables


def _mark(settings: Settings) -> str:
    """A short mark of the key, which says whether another is the same and nothing else."""
    return crypto.hmac_sha256(settings.key.decode("latin-1"), b"heard backup").hex()[:16]


def _pack(to: Path, folder: Path, store: Store, files: list[backup_files.Kept]) -> None:
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name in (MANIFEST, DUMP, KEY):
                if (folder / name).exists():
                    tar.add(folder / name, arcname=name)
            backup_files.pack(tar, store, files)
        out.flush()
        os.fsync(out.fileno())


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup's manifest, replies now shown as unknown, files brought back, what to do still."""

    manifest: Manifest
    doubted: int
    files: int
    advice: list[str]


async def restore(settings: Settings, url: str, file: Path, *, replace: bool) -> Restored:
    """Put a backup into the database, which no other Heard may be using; a failure leaves it as it was.

    Readers go on where they were. Replies that were waiting when the backup was made may have gone out since: they are
    shown as unknown, for a person to settle (law 4).

    Raises:
        BackupFailed: no backup, a newer one than this version can read, a database with something in it (unless
            `replace`), one that is in use, or one whose rows are not those of the manifest.
    """
    with _folder_beside(file) as name:
        folder = Path(name)
        manifest = await asyncio.to_thread(_unpack, file, folder)
        connection = await asyncpg.connect(url)
        try:
            await _make_room(connection, replace=replace)
            try:
                await _load(connection, url, folder / DUMP, manifest)
            except BaseException:
                await _put_back(connection)
                raise
            await connection.execute(f"DROP SCHEMA IF EXISTS {_KEPT_ASIDE} CASCADE")
        finally:
            await connection.close()
        advice = _restore_key(settings, folder / KEY, manifest)
    await migrate(url)
    database = Database(url)
    try:
        doubted = await doubt_waiting(database)
    finally:
        await database.close()
    files, damaged = await asyncio.to_thread(_bring_files, file, Store(settings.media_dir))
    return Restored(manifest, doubted, files, advice + _about_files(manifest, damaged))


def _bring_files(file: Path, store: Store) -> tuple[int, int]:
    with tarfile.open(file) as tar:
        return backup_files.unpack(tar, store)


def _about_files(manifest: Manifest, damaged: int) -> list[str]:
    advice: list[str] = []
    if damaged:
        advice.append(f"{damaged} pictures and files in the backup are damaged and were left out.")
    if manifest.absent:
        advice.append(
            f"{manifest.absent} pictures and files are not in the backup: copy the media folder of the data folder "
            "yourself. What networks still have is fetched again when somebody looks."
        )
    return advice


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, members=[each for each in tar if each.name in {MANIFEST, DUMP, KEY}], filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise BackupFailed(f"{file} is not a backup made by `heard backup`: {error}") from error
    if manifest.format not in _READ:
        raise BackupFailed(f"The backup is of format {manifest.format}; this version reads {_FORMAT}. Update Heard.")
    return manifest


async def _make_room(connection: asyncpg.Connection[asyncpg.Record], *, replace: bool) -> None:
    """Put what is there aside; it comes back if the restore fails."""
    others: int = await connection.fetchval(_OTHERS)
    if others:
        raise BackupFailed("Heard is using this database. Stop it first, every process of it.")
    if await connection.fetchval("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"):
        if not replace:
            raise BackupFailed("The database is not empty. To give up what is in it, say --replace.")
        await connection.execute(f"DROP SCHEMA IF EXISTS {_KEPT_ASIDE} CASCADE")
        await connection.execute(f"ALTER SCHEMA public RENAME TO {_KEPT_ASIDE}")
        await connection.execute("CREATE SCHEMA public")


async def _put_back(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    async with connection.transaction():
        await connection.execute("DROP SCHEMA public CASCADE")
        if await connection.fetchval("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", _KEPT_ASIDE):
            await connection.execute(f"ALTER SCHEMA {_KEPT_ASIDE} RENAME TO public")
        else:
            await connection.execute("CREATE SCHEMA public")


async def _load(connection: asyncpg.Connection[asyncpg.Record], url: str, dump: Path, manifest: Manifest) -> None:
    arguments = ("--no-owner", "--no-privileges", f"--dbname={_name(url)}", "--jobs=2", str(dump))
    code, said = await _run("pg_restore", url, *arguments)
    faults = [line for line in said.splitlines() if line.startswith("pg_restore: error:") and not _harmless(line)]
    if faults or (code and "error" not in said):
        raise BackupFailed(f"pg_restore failed: {'; '.join(faults) or said}")
    found = await _count(connection)
    if found != manifest.rows:
        wrong = {name: (rows, found.get(name)) for name, rows in manifest.rows.items() if found.get(name) != rows}
        raise BackupFailed(f"What was restored is not what was backed up: {wrong}")
    await connection.execute("ANALYZE")


def _harmless(line: str) -> bool:
    """A dump names settings of its own server that an older one lacks, and a schema that is there already."""
    return "transaction_timeout" in line or 'schema "public" already exists' in line


def _restore_key(settings: Settings, kept: Path, manifest: Manifest) -> list[str]:
    """Bring the key back where this installation has none of its own; else say what would not open."""
    own = settings.data_dir / KEY
    if kept.exists() and not settings.secret_key:
        if own.exists() and own.read_bytes() != kept.read_bytes():
            shutil.move(own, own.with_suffix(".before_restore"))
        if not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(kept.read_bytes())
    if _mark(settings) == manifest.key_mark:
        return []
    return ["The accounts' secrets were sealed with another key: set HEARD_SECRET_KEY to that one, or reconnect them."]


async def _run(program: str, url: str, *arguments: str) -> tuple[int, str]:
    """Run one of PostgreSQL's programs; its exit code and what it said. The password goes by the environment, unseen by `ps`."""
    process = await asyncio.create_subprocess_exec(
        client_program(program),
        *arguments,
        env={**os.environ, **_environment(url)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace").strip()


def _environment(url: str) -> Mapping[str, str]:
    """A `postgresql://` URL as libpq's variables."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    given = {
        "PGHOST": query.get("host") or parts.hostname,
        "PGPORT": query.get("port") or (str(parts.port) if parts.port else None),
        "PGUSER": query.get("user") or (unquote(parts.username) if parts.username else None),
        "PGPASSWORD": query.get("password") or (unquote(parts.password) if parts.password else None),
        "PGDATABASE": _name(url),
        "PGSSLMODE": query.get("sslmode"),
    }
    return {name: value for name, value in given.items() if value}


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/")) or "heard"


_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'heard%'
"""
