"""The rules of telling on Slack: nothing from outside is more than text, and each answer means one thing."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from heard.kit.http import Answer
from heard.notifications.slacks import escaped, lacking, verdict_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def answer(said: Any, status: int = 200, **headers: str) -> Answer:
    body = said if isinstance(said, bytes) else msgspec.json.encode(said)
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer({"ok": True}), "done"),
        (answer({"ok": False, "error": "users_not_found"}), "nobody"),
        (answer({"ok": False, "error": "channel_not_found"}), "nobody"),
        (answer({"ok": False, "error": "invalid_auth"}), "unusable"),
        (answer({"ok": False, "error": "token_revoked"}), "unusable"),
        (answer({"ok": False, "error": "account_inactive"}), "unusable"),
        (answer({"ok": False, "error": "missing_scope", "needed": "chat:write"}), "unusable"),
        (answer({"ok": False, "error": "msg_too_long"}), "refused"),
        (answer({"ok": False, "error": "what nobody knows"}), "refused"),
        (answer({"ok": False, "error": "fatal_error"}), "lost"),
        (answer({"ok": False, "error": "service_unavailable"}), "again"),
        (answer({"ok": False, "error": "ratelimited"}, 429, retry_after="7"), "again"),
        (answer(b"", 503), "again"),
        (answer(b"<html>"), "refused"),
        (answer([]), "refused"),
        (answer({"ok": "yes"}), "refused"),
        (answer(b"{}", 404), "refused"),
    ],
)
def test_each_answer_means_one_thing(given: Answer, what: str) -> None:
    assert verdict_of(given, tries=0, now=NOW).what == what


def test_what_only_asks_may_be_asked_again() -> None:
    half = answer({"ok": False, "error": "internal_error"})
    assert verdict_of(half, tries=0, now=NOW).what == "lost"
    assert verdict_of(half, tries=0, now=NOW, harmless=True).what == "again"


def test_it_is_asked_again_when_slack_says_and_not_for_ever() -> None:
    busy = answer({"ok": False, "error": "ratelimited"}, 429, retry_after="7")
    assert verdict_of(busy, tries=0, now=NOW).pause == 7
    assert verdict_of(busy, tries=4, now=NOW).what == "lost"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("", []),
        ("chat:write, im:write,users:read.email,team:read", []),
        ("chat:write", ["im:write", "users:read.email"]),
    ],
)
def test_missing_scopes_are_named(given: str, missing: list[str]) -> None:
    assert lacking(given) == missing


def test_nothing_is_a_command_to_slack() -> None:
    assert escaped("<!channel> & <https://evil.example|here>") == (
        "&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;"
    )
