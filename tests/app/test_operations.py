"""What could not be done is listed, done again or dismissed; nothing of it is lost and nothing of it is another company's."""

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from heard.accounts.permissions import Role
from heard.app import doctor, housekeeping
from heard.app.cli import heard as command_line
from heard.app.operations import service as operations
from heard.app.wiring import READERS
from heard.kit import readers
from heard.kit.jobs import defer
from heard.kit.log import SHARDS
from heard.kit.mail import server_of
from heard.kit.parked import Parked, hand_over
from heard.kit.readers import reader
from tests.factories import x
from tests.factories.mail_server import mail_server
from tests.factories.world import World

GARBAGE = {"data": {"event_type": "post.mention.create", "payload": {"text": "no id", "access_token": "abc"}}}


async def park(world: World, number: int = 1) -> list[int]:
    """Deliver what no adapter can read; the ids of the parked envelopes, newest first."""
    await world.deliver(*({**GARBAGE, "number": each} for each in range(number)))
    listed = await world.owner.get("/api/operations/envelopes", limit=100)
    return [row["id"] for row in listed["items"]]


async def mend(world: World) -> None:
    """Make readable what was parked, as a corrected adapter would find it."""
    for row in await world.rows("SELECT id FROM envelopes WHERE state = 'parked' ORDER BY id"):
        body = json.dumps(x.mention("mended", author=f"9{row.id}")).encode()
        await world.rows("UPDATE envelopes SET body = :body WHERE id = :id", body=body, id=row.id)


async def states(world: World) -> dict[str, int]:
    found = await world.rows("SELECT state, count(*) AS number FROM envelopes GROUP BY state")
    return {row.state: row.number for row in found}


async def test_a_parked_delivery_is_shown_without_secrets_and_applied_once_it_can_be(world: World) -> None:
    (parked,) = await park(world)
    (row,) = (await world.owner.get("/api/operations/envelopes"))["items"]
    assert (row["network"], row["account_name"], row["attempts"]) == ("x", "Bakery on X", 1)
    assert "payload.id" in row["reason"]
    shown = await world.owner.get(f"/api/operations/envelopes/{parked}")
    assert '"text": "no id"' in shown["payload"]
    assert "abc" not in shown["payload"]
    assert (await world.owner.get("/api/operations"))["envelopes"] == 1
    answer = await world.owner.send("POST", "/api/operations/envelopes/replays", {"ids": [parked]})
    assert answer == {"count": 1, "left": 0}
    await world.apply()
    assert await states(world) == {"parked": 1}
    await mend(world)
    await world.owner.send("POST", "/api/operations/envelopes/replays", {"ids": [parked]})
    await world.apply()
    assert await states(world) == {"done": 1}
    assert (await world.only())["preview"] == "mended"
    (told,) = await world.rows("SELECT actor_id, data FROM log WHERE kind = 'envelope.replayed' ORDER BY id LIMIT 1")
    assert (told.actor_id, told.data) == (world.owner.id, {"envelope_ids": [parked]})


async def test_the_accounts_own_secrets_are_hidden_wherever_they_stand(world: World) -> None:
    await world.deliver({**GARBAGE, "note": f"we sent {x.SETTINGS['access_token_secret']} along"})
    (row,) = (await world.owner.get("/api/operations/envelopes"))["items"]
    shown = await world.owner.get(f"/api/operations/envelopes/{row['id']}")
    assert "we sent ••• along" in shown["payload"]


async def test_all_that_fit_a_filter_are_put_back_at_once(world: World) -> None:
    ids = await park(world, 5)
    (oldest,) = await world.rows("SELECT received_at FROM envelopes WHERE id = :id", id=ids[1])
    await mend(world)
    path = "/api/operations/envelopes/replays"
    none = await world.owner.send("POST", path, {"all": {"network": "practice"}})
    assert none == {"count": 0, "left": 0}
    some = await world.owner.send("POST", path, {"all": {"since": oldest.received_at.isoformat(), "reason": "PAYLOAD"}})
    assert some == {"count": 2, "left": 0}
    every = await world.owner.send("POST", path, {"all": {"account_id": world.account.id}})
    assert every == {"count": 3, "left": 0}
    await world.apply()
    assert await states(world) == {"done": 5}
    assert (await world.owner.send("POST", path, {}, expect=400))["code"] == "invalid"


async def test_pages_of_parked_deliveries_go_by_key(world: World) -> None:
    ids = await park(world, 5)
    first = await world.owner.get("/api/operations/envelopes", limit=2)
    second = await world.owner.get("/api/operations/envelopes", limit=3, cursor=first["next_cursor"])
    assert [row["id"] for row in first["items"] + second["items"]] == ids
    assert second["next_cursor"] is None


async def test_a_dismissed_delivery_is_settled_with_its_reason(world: World) -> None:
    (parked,) = await park(world)
    body = {"ids": [parked], "reason": "a test of the network"}
    assert (await world.owner.send("POST", "/api/operations/envelopes/dismissals", body))["count"] == 1
    (row,) = await world.rows("SELECT state, reason FROM envelopes")
    assert tuple(row) == ("done", "dismissed: a test of the network")
    (told,) = await world.rows("SELECT data FROM log WHERE kind = 'envelope.dismissed'")
    assert told.data == {"envelope_ids": [parked], "reason": "a test of the network"}


async def test_another_company_can_neither_see_nor_touch_any_of_it(world: World) -> None:
    (parked,) = await park(world)
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/operations/envelopes"))["items"] == []
    await stranger.send("POST", "/api/operations/envelopes/replays", {"all": {}})
    await stranger.send("POST", "/api/operations/envelopes/dismissals", {"ids": [parked], "reason": "mine"})
    assert await states(world) == {"parked": 1}
    await fail_a_job(world)
    assert (await stranger.get("/api/operations/jobs"))["items"] == []
    (job,) = (await world.owner.get("/api/operations/jobs"))["items"]
    assert (await stranger.send("POST", "/api/operations/jobs/replays", {"ids": [job["id"]]}))["count"] == 0


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.VIEWER])
async def test_only_admins_operate(world: World, role: Role) -> None:
    person = await world.person("Somebody", role)
    assert (await person.client.get("/api/operations/envelopes")).status_code == 403


# ---- events ----------------------------------------------------------------------------------------------------------


class Faulty:
    """A reader's step that fails until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.seen: list[int] = []

    async def step(self, session: Any, events: Any) -> None:
        await session.execute(text("CREATE TABLE IF NOT EXISTS handled (id bigint)"))
        for event in events:
            await session.execute(text("INSERT INTO handled VALUES (:id)"), {"id": event.id})
            if event.kind == "account.connected" and not self.mended:
                msg = "not today"
                raise ValueError(msg)
            self.seen.append(event.id)


async def park_event(world: World, faulty: Faulty) -> Any:
    one = reader("faulty", faulty.step)
    while await readers.advance(world.services.database, one, list(range(SHARDS))):
        pass
    (row,) = (await world.owner.get("/api/operations/events"))["items"]
    return one, row


async def test_a_parked_event_is_handed_to_its_reader_again(world: World) -> None:
    faulty = Faulty()
    one, row = await park_event(world, faulty)
    assert (row["kind"], row["reader"], row["reason"]) == ("account.connected", "faulty", "ValueError('not today')")
    key = Parked(row["event_id"], "faulty")
    database = world.services.database
    assert await hand_over(database, [one], key, workspace_id=world.workspace_id) is False
    (again,) = (await world.owner.get("/api/operations/events"))["items"]
    assert again["attempts"] == row["attempts"] + 1
    assert await world.rows("SELECT 1 FROM handled WHERE id = :id", id=key.event_id) == []
    faulty.mended = True
    assert await hand_over(database, [one], key, workspace_id=world.workspace_id + 1) is False
    assert await hand_over(database, [one], key, workspace_id=world.workspace_id) is True
    assert await hand_over(database, [one], key, workspace_id=world.workspace_id) is False
    assert len(await world.rows("SELECT 1 FROM handled WHERE id = :id", id=key.event_id)) == 1
    assert (await world.owner.get("/api/operations/events"))["items"] == []


async def test_parked_events_are_replayed_and_dismissed_through_the_api(world: World) -> None:
    _, row = await park_event(world, Faulty())
    key = {"event_id": row["event_id"], "reader": "faulty"}
    assert "faulty" not in {one.name for one in READERS}
    body = {"items": [key], "reason": "no harm done"}
    stranger = await world.other_workspace()
    assert (await stranger.send("POST", "/api/operations/events/dismissals", body))["count"] == 0
    assert (await world.owner.send("POST", "/api/operations/events/dismissals", body))["count"] == 1
    (told,) = await world.rows("SELECT data FROM log WHERE kind = 'event.dismissed'")
    assert told.data == {"event_ids": [row["event_id"]], "reason": "no harm done"}
    await world.rows(
        "INSERT INTO parked_events VALUES ('decide', :event, :w, 'was away', 3, now())",
        event=row["event_id"],
        w=world.workspace_id,
    )
    handed = {"items": [{**key, "reader": "decide"}]}
    assert (await world.owner.send("POST", "/api/operations/events/replays", handed))["count"] == 1
    assert (await world.owner.get("/api/operations"))["events"] == 0


# ---- jobs ------------------------------------------------------------------------------------------------------------


async def fail_a_job(world: World) -> None:
    async with world.services.database.transaction() as session:
        await defer(session, "practice.deliver", key="one", workspace_id=world.workspace_id, delivery_id=7)
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8"))
        await session.execute(
            text("INSERT INTO job_failures SELECT id, :w, 'nobody there', now() FROM procrastinate_jobs"),
            {"w": world.workspace_id},
        )


async def test_a_given_up_job_is_shown_and_put_back_with_all_its_attempts(world: World) -> None:
    await fail_a_job(world)
    (job,) = (await world.owner.get("/api/operations/jobs"))["items"]
    assert (job["name"], job["ids"], job["reason"]) == ("practice.deliver", {"delivery_id": 7}, "nobody there")
    assert (await world.owner.send("POST", "/api/operations/jobs/replays", {"ids": [job["id"]]}))["count"] == 1
    (row,) = await world.rows("SELECT status::text AS status, attempts FROM procrastinate_jobs")
    assert tuple(row) == ("todo", 0)
    (told,) = await world.rows("SELECT data FROM log WHERE kind = 'job.replayed'")
    assert told.data == {"job_ids": [job["id"]]}


async def test_a_given_up_job_whose_work_waits_already_is_not_doubled(world: World) -> None:
    await fail_a_job(world)
    (job,) = (await world.owner.get("/api/operations/jobs"))["items"]
    async with world.services.database.transaction() as session:
        await defer(session, "practice.deliver", key="one", workspace_id=world.workspace_id, delivery_id=7)
    assert (await world.owner.send("POST", "/api/operations/jobs/replays", {"ids": [job["id"]]}))["count"] == 1
    (row,) = await world.rows("SELECT status::text AS status FROM procrastinate_jobs")
    assert row.status == "todo"


async def test_a_given_up_job_is_dismissed(world: World) -> None:
    await fail_a_job(world)
    (job,) = (await world.owner.get("/api/operations/jobs"))["items"]
    body = {"ids": [job["id"]], "reason": "the site is gone"}
    assert (await world.owner.send("POST", "/api/operations/jobs/dismissals", body))["count"] == 1
    assert (await world.owner.get("/api/operations"))["jobs"] == 0


async def test_failed_replies_lead_to_their_conversations(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await world.only()
    reply = await world.reply(world.agent, row["id"], "an answer")
    await world.rows("UPDATE messages SET delivery = 'unknown', reason = 'no answer' WHERE id = :id", id=reply["id"])
    await world.rows("UPDATE conversations SET failed = 1")
    (failed,) = (await world.owner.get("/api/operations/replies"))["items"]
    assert (failed["conversation_id"], failed["delivery"], failed["reason"]) == (row["id"], "unknown", "no answer")
    assert (await world.owner.get("/api/operations"))["replies"] == 1
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/operations/replies"))["items"] == []


# ---- the command line ------------------------------------------------------------------------------------------------


async def test_the_command_line_lists_shows_replays_and_dismisses(world: World, monkeypatch: Any) -> None:
    import asyncio

    ids = await park(world, 3)
    await mend(world)
    monkeypatch.setenv("HEARD_DATABASE_URL", world.services.url)
    monkeypatch.setenv("HEARD_SECRET_KEY", "a key for tests, long enough for anything")

    async def heard(*arguments: str, code: int = 0) -> str:
        ran = await asyncio.to_thread(CliRunner().invoke, command_line, ["parked", *arguments])
        assert ran.exit_code == code, ran.output
        return ran.output

    listed = [json.loads(line) for line in (await heard("list", "--json")).splitlines() if line.startswith("{")]
    assert [(row["what"], row["id"]) for row in listed] == [("envelope", each) for each in ids]
    assert "mended" in await heard("show", str(ids[0]))
    assert "Put back: 1." in await heard("replay", str(ids[0]))
    assert "Dismissed: 1." in await heard("dismiss", str(ids[1]), "--reason", "spam")
    assert "Put back: 1." in await heard("replay", "--all", "--account", str(world.account.id))
    assert "Nothing is parked." in await heard("list")
    await heard("replay", code=2)
    await world.apply()
    assert await states(world) == {"done": 3}
    told = await world.rows("SELECT actor_kind FROM log WHERE kind LIKE 'envelope.%'")
    assert [row.actor_kind for row in told] == ["system"] * 3


# ---- retention -------------------------------------------------------------------------------------------------------


async def test_what_is_old_goes_and_what_is_parked_stays(world: World) -> None:
    old, young = x.mention("old"), x.mention("young")
    await world.deliver(old)
    await park(world)
    await world.rows(
        "UPDATE envelopes SET received_at = now() - interval '15 days', done_at = done_at - interval '15 days'"
    )
    await world.deliver(young)
    await fail_a_job(world)
    await world.rows("UPDATE job_failures SET at = now() - interval '31 days'")
    await world.deliver(x.deletion("404"))
    await world.rows("UPDATE waiting_changes SET kept_at = now() - interval '31 days'")
    log_before = len(await world.events())
    await housekeeping.prune(world.services)
    assert await states(world) == {"done": 2, "parked": 1}
    assert await world.rows("SELECT 1 FROM procrastinate_jobs") == []
    assert await world.rows("SELECT 1 FROM job_failures") == []
    assert await world.rows("SELECT 1 FROM waiting_changes") == []
    assert len(await world.events()) == log_before
    shorter = replace(world.services, settings=replace(world.services.settings, keep_parked_days=7))
    await housekeeping.prune(shorter)
    assert await states(world) == {"done": 2}


async def test_a_delivery_repeated_after_its_envelope_is_gone_doubles_nothing(world: World) -> None:
    event = x.mention("once")
    await world.deliver(event)
    await world.rows(
        "UPDATE envelopes SET received_at = now() - interval '15 days', done_at = now() - interval '15 days'"
    )
    await housekeeping.prune(world.services)
    assert await states(world) == {}
    before = await world.events()
    await world.deliver(event)
    row = await world.only()
    assert len(await world.messages(row["id"])) == 1
    assert await world.events() == before


async def test_pruning_goes_on_part_by_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    await world.deliver(*(x.mention("word") for _ in range(5)))
    await world.rows(
        "UPDATE envelopes SET received_at = now() - interval '15 days', done_at = now() - interval '15 days'"
    )
    await housekeeping.prune(world.services)
    assert await states(world) == {}


async def test_a_count_of_everything_is_for_operators(world: World) -> None:
    await park(world, 2)
    await fail_a_job(world)
    async with world.services.database.transaction() as session:
        found = await operations.count(session, None)
    assert (found.envelopes, found.events, found.jobs, found.total) == (2, 0, 1, 3)


async def test_the_doctor_looks_at_the_mail_server_and_at_what_waits_for_it(world: World) -> None:
    async with mail_server() as service:
        found = await doctor._mail(server_of(service.url, "heard@example.com"))
    assert (found.well, found.detail) == (True, f"127.0.0.1:{service.port} answers, not encrypted, without a login")
    found = await doctor._mail(server_of(f"smtp://me:secret@127.0.0.1:{service.port}", "heard@example.com"))
    assert not found.well
    assert "secret" not in found.detail
    mail = "INSERT INTO mailings (workspace_id, user_id, tries, reason) VALUES (:workspace, :owner, 1, '451 busy')"
    await world.rows(mail, workspace=world.workspace_id, owner=world.owner.id)
    waits = {each.what: each async for each in doctor._work(world.services.url)}["mails that wait"]
    assert not waits.well
    assert waits.detail.startswith("1 since ")
    assert waits.detail.endswith(": 451 busy")


async def test_the_doctor_names_what_waits_and_who_is_not_well(world: World) -> None:
    well = {each.what: each async for each in doctor._work(world.services.url)}
    assert all(each.well for each in well.values())
    await park(world, 2)
    await fail_a_job(world)
    await world.deliver({"data": {"event_type": "oauth.revoke", "payload": {"user_id": x.OUR_ID}}})
    found = {each.what: each async for each in doctor._work(world.services.url)}
    assert found["parked deliveries"].detail == "2"
    assert found["failed and stalled jobs"].detail == "1"
    account = found[f"account {world.account.id} (Bakery on X)"]
    assert "reauth required since" in account.detail
    assert "withdrew" in account.detail
    assert not any(each.well for each in (found["parked deliveries"], found["failed and stalled jobs"], account))
