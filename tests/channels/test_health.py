"""The health of an account: what calls come to moves it, and only changes are told."""

from datetime import UTC, datetime, timedelta

import pytest

from heard.channels import service as channels
from heard.channels.adapters.practice.errors import ERRORS as PRACTICE
from heard.channels.adapters.x.errors import ERRORS as X_ERRORS
from heard.channels.base import Identity, Reauth, Rejected, Retry, Unknown
from heard.channels.failures import classified
from heard.channels.health import (
    TROUBLED,
    WEBHOOK_SILENT,
    Health,
    Outcome,
    Paused,
    Refused,
    Renewed,
    Resumed,
    Silent,
    Spoken,
    Succeeded,
    Troubled,
    judge,
)
from heard.channels.service import observe
from heard.channels.watching import outcome_of
from heard.kit import log
from tests.factories import x
from tests.factories.world import World

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
OK = Health("ok", START)
TROUBLE = Troubled("no connection")


def after(*steps: tuple[float, Outcome], health: Health = OK) -> Health:
    """What becomes of an account after outcomes, each at its minute."""
    for minute, outcome in steps:
        health = judge(health, outcome, START + timedelta(minutes=minute))
    return health


@pytest.mark.parametrize(
    ("steps", "state", "code", "fix"),
    [
        ([], "ok", None, None),
        ([(0, Succeeded("send"))], "ok", None, None),
        ([(0, TROUBLE), (1, TROUBLE)], "ok", None, None),
        ([(0, TROUBLE), (1, TROUBLE), (2, TROUBLE)], "degraded", TROUBLED, "wait"),
        ([(0, TROUBLE), (1, Succeeded("send")), (2, TROUBLE), (3, TROUBLE)], "degraded", TROUBLED, "wait"),
        ([(0, TROUBLE), (8, TROUBLE), (16, TROUBLE)], "ok", None, None),
        ([(0, TROUBLE), (1, TROUBLE), (2, TROUBLE), (5, Succeeded("send"))], "degraded", TROUBLED, "wait"),
        ([(0, TROUBLE), (1, TROUBLE), (2, TROUBLE), (12, Succeeded("send"))], "ok", None, None),
        (
            [(0, TROUBLE), (1, TROUBLE), (2, TROUBLE), (9, TROUBLE), (12, Succeeded("send"))],
            "degraded",
            TROUBLED,
            "wait",
        ),
        ([(0, TROUBLE), (1, TROUBLE), (2, TROUBLE), (30, Spoken())], "degraded", TROUBLED, "wait"),
        ([(0, Refused("gone"))], "reauth_required", "reauth", "reconnect"),
        ([(0, Refused("gone")), (1, Succeeded("send"))], "reauth_required", "reauth", "reconnect"),
        ([(0, Refused("gone")), (1, TROUBLE), (2, Silent("3"))], "reauth_required", "reauth", "reconnect"),
        ([(0, Refused("gone")), (1, Succeeded("identify"))], "ok", None, None),
        ([(0, Refused("gone")), (1, Succeeded("refresh"))], "ok", None, None),
        ([(0, Refused("gone")), (1, Renewed())], "ok", None, None),
        ([(0, Refused("gone")), (1, Resumed())], "reauth_required", "reauth", "reconnect"),
        ([(0, TROUBLE), (1, TROUBLE), (2, TROUBLE), (3, Refused("gone"))], "reauth_required", "reauth", "reconnect"),
        ([(0, Silent("3"))], "degraded", WEBHOOK_SILENT, "check_webhook"),
        ([(0, Silent("3")), (20, Succeeded("poll"))], "degraded", WEBHOOK_SILENT, "check_webhook"),
        ([(0, Silent("3")), (5, Spoken())], "degraded", WEBHOOK_SILENT, "check_webhook"),
        ([(0, Silent("3")), (8, Silent("4")), (11, Spoken())], "degraded", WEBHOOK_SILENT, "check_webhook"),
        ([(0, Silent("3")), (11, Spoken())], "ok", None, None),
        ([(0, Paused())], "paused", None, "resume"),
        ([(0, Paused()), (1, Succeeded("send")), (2, Refused("gone")), (3, Renewed())], "paused", None, "resume"),
        ([(0, Paused()), (1, Resumed())], "ok", None, None),
        ([(0, Refused("gone")), (1, Paused()), (2, Resumed())], "ok", None, None),
    ],
)
def test_outcomes_move_an_account(steps: list[tuple[float, Outcome]], state: str, code: str, fix: str) -> None:
    health = after(*steps)
    assert (health.state, health.code, health.fix) == (state, code, fix)


def test_reason_and_beginning_stay_those_of_the_first() -> None:
    health = after((1, Refused("first")), (5, Refused("second")))
    assert (health.reason, health.since) == ("first", START + timedelta(minutes=1))


def test_a_network_that_comes_and_goes_is_one_incident() -> None:
    health, changes = OK, 0
    for minute in range(120):
        before = health
        health = after((minute, TROUBLE), (minute + 0.5, Succeeded("send")), health=health)
        changes += health.state != before.state
    assert (health.state, changes) == ("degraded", 1)
    assert after((140, Succeeded("send")), health=health).state == "ok"


def test_what_a_call_says_of_the_account() -> None:
    assert outcome_of("send", None) == Succeeded("send")
    assert outcome_of("send", Reauth("401", "gone")) == Refused("gone")
    assert outcome_of("send", Retry("not_reached", "away")) == Troubled("away")
    assert outcome_of("send", Unknown("no_answer", "hm")) == Troubled("hm")
    assert outcome_of("send", Unknown("lost", "Heard stopped")) is None
    assert outcome_of("send", Rejected("too_long", "no")) is None


@pytest.mark.parametrize("table", [X_ERRORS, PRACTICE], ids=["x", "practice"])
def test_every_table_of_errors_ends_with_a_row_for_everything(table: tuple) -> None:
    assert all(row.words.endswith(".") for row in table)
    assert table[-1].fits(418, "whatever", "")
    assert not any(row.fits(418, "whatever", "") for row in table[:-1])


@pytest.mark.parametrize(
    ("status", "detail", "kind", "words"),
    [
        (403, "You are not allowed to create a Tweet with duplicate content.", Rejected, "change some words"),
        (403, "Not allowed because you have not been mentioned by the author.", Rejected, "try a direct message"),
        (403, "You do not have permission to DM one or more participants.", Rejected, "answer in public"),
        (401, "Unauthorized", Reauth, "connect the account again"),
    ],
)
def test_a_person_is_told_what_to_do_and_what_the_network_said(
    status: int, detail: str, kind: type[Exception], words: str
) -> None:
    error = classified(X_ERRORS, status, "not-authorized-for-resource", detail)
    assert type(error) is kind
    assert words in error.detail
    assert detail in error.detail


async def test_the_log_hears_of_a_change_once_and_the_history_shows_it(world: World) -> None:
    async with world.services.database.transaction() as session:
        for _ in range(5):
            await observe(session, world.account.id, TROUBLE)
    shown = await world.owner.get(f"/api/accounts/{world.account.id}")
    assert (shown["health"], shown["health_reason"], shown["health_fix"]) == ("degraded", "no connection", "wait")
    assert (await world.events()).count("account.health_changed") == 1
    (entry,) = (await world.owner.get(f"/api/accounts/{world.account.id}/health"))["items"]
    assert (entry["before"], entry["after"], entry["reason"]) == ("ok", "degraded", "no connection")
    stranger = await world.other_workspace()
    assert (await stranger.client.get(f"/api/accounts/{world.account.id}/health")).status_code == 404


async def test_a_revoked_account_sends_nothing_hears_on_and_is_well_with_new_tokens(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    await world.deliver({"data": {"event_type": "oauth.revoke", "payload": {"user_id": x.OUR_ID}}})
    path = f"/api/accounts/{world.account.id}"
    assert (await world.owner.get(path))["health_fix"] == "reconnect"
    row = await world.only()
    refused = await world.reply(world.agent, row["id"], "an answer", expect=422)
    assert refused["reason_code"] == "reauth_required"
    await world.deliver(x.mention("still there?"))
    assert (await world.only())["preview"] == "still there?"
    await world.owner.send("PATCH", path, {"name": "The same"})
    assert (await world.owner.get(path))["health"] == "reauth_required"
    changed = await world.owner.send("PATCH", path, {"settings": {"access_token": "a new token"}})
    assert changed["health"] == "ok"
    await world.reply(world.agent, row["id"], "an answer")
    history = (await world.owner.get(f"{path}/health"))["items"]
    assert [(each["before"], each["after"]) for each in history] == [
        ("reauth_required", "ok"),
        ("ok", "reauth_required"),
    ]


async def test_connecting_the_same_profile_again_keeps_its_history(world: World) -> None:
    """CW29: who disconnects an account and connects it anew finds every conversation where it was."""
    await world.deliver(x.mention("before"))
    before = await world.only()
    await world.owner.send("DELETE", f"/api/accounts/{world.account.id}", expect=204)
    async with world.services.database.transaction() as session:
        anew = await channels.connect(
            session,
            vault=world.services.vault,
            workspace_id=world.workspace_id,
            by=log.SYSTEM,
            network="x",
            name="Bakery again",
            settings=x.SETTINGS,
            team_id=world.team_id,
        )
        hook_key = anew.hook_key
        settled = await channels.settle_identity(session, anew, Identity(x.OUR_ID, "@bakery", "Bakery"))
    world.services.directory.forget()
    assert (settled.id, settled.name, settled.hook_key) == (world.account.id, "Bakery again", hook_key)
    world.account.hook_key = hook_key
    await world.deliver(x.mention("after"))
    after_it = await world.only()
    assert after_it["id"] == before["id"]
    assert [each["text"] for each in await world.messages(before["id"])] == ["before", "after"]
    (listed,) = (await world.owner.get("/api/accounts"))["items"]
    assert (listed["id"], listed["health"]) == (world.account.id, "ok")
