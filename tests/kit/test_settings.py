"""Settings: every type is read and refused by name; the secret key is made once, whole, and for its owner only."""

import asyncio
import stat
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from heard.kit.settings import Settings, SettingsError, load, table


def test_nothing_set_gives_the_defaults() -> None:
    assert load({}) == Settings()


@pytest.mark.parametrize(
    ("name", "raw", "field", "value"),
    [
        ("HEARD_DATA_DIR", " /srv/heard ", "data_dir", Path("/srv/heard")),
        ("HEARD_DATA_DIR", "~/heard", "data_dir", Path.home() / "heard"),
        ("HEARD_DATABASE_URL", "postgresql://a@b/c", "database_url", "postgresql://a@b/c"),
        ("HEARD_PORT", "80", "port", 80),
        ("HEARD_UNDO_SECONDS", "2.5", "undo_seconds", 2.5),
        ("HEARD_PRACTICE", "Yes", "practice", True),
        ("HEARD_PRACTICE", "off", "practice", False),
        ("HEARD_ALLOW_HOSTS", "a:1, b:2,,", "allow_hosts", ("a:1", "b:2")),
        ("HEARD_TRUSTED_PROXIES", "", "trusted_proxies", ""),
    ],
)
def test_each_type_is_read(name: str, raw: str, field: str, value: object) -> None:
    assert getattr(load({name: raw}), field) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("HEARD_PORT", "eight"),
        ("HEARD_PORT", ""),
        ("HEARD_PORT", "-1"),
        ("HEARD_UNDO_SECONDS", "soon"),
        ("HEARD_UNDO_SECONDS", "nan"),
        ("HEARD_UNDO_SECONDS", "inf"),
        ("HEARD_PRACTICE", "maybe"),
        ("HEARD_DATA_DIR", " "),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, raw: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}={raw!r} cannot be read"):
        load({name: raw})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 81}, "http://[::1]:81"),
        ({"public_url": "https://care.example.com/"}, "https://care.example.com"),
    ],
)
def test_the_address_people_open(given: dict[str, object], url: str) -> None:
    assert Settings(**given).url == url  # type: ignore[arg-type]  # a table of keyword arguments


def test_a_key_that_is_set_is_used_and_a_short_one_refused() -> None:
    assert Settings(secret_key="k" * 32).key == b"k" * 32
    with pytest.raises(SettingsError, match="HEARD_SECRET_KEY has 31 characters"):
        _ = Settings(secret_key="k" * 31).key


async def test_processes_that_start_together_share_one_whole_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    for round_ in range(3):
        folder = tmp_path / str(round_) / "data"
        program = (
            "from pathlib import Path; from heard.kit.settings import Settings; "
            f"print(Settings(data_dir=Path({str(folder)!r})).key.decode())"
        )
        started = [
            await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
            for _ in range(4)
        ]
        keys = {(await each.communicate())[0].strip() for each in started}
        (key,) = keys
        assert len(key) >= 32
        assert Settings(data_dir=folder).key == key
        assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_a_kept_key_that_is_damaged_is_refused_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"")
    with pytest.raises(SettingsError, match="bring it back from your backup"):
        _ = Settings(data_dir=tmp_path).key
    assert (tmp_path / "secret_key").read_bytes() == b""


def test_the_table_for_the_papers_lists_every_setting_with_words() -> None:
    rows = table()
    assert [name for name, _, _ in rows] == [f"HEARD_{each.name.upper()}" for each in fields(Settings)]
    assert all(meaning.endswith(".") for _, _, meaning in rows)
    assert ("HEARD_PRACTICE", "false") in [(name, default) for name, default, _ in rows]
