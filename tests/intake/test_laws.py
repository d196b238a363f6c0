"""Laws 1, 2 and 3 at the way in: nothing lost, nothing doubled, somebody always responsible."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from heard.intake import pipeline
from heard.kit.log import SHARDS
from tests.factories import x
from tests.factories.world import World


async def test_a_mention_becomes_a_new_conversation_with_a_team(world: World) -> None:
    event = x.mention("@bakery my bread is stale")
    await world.deliver(event)
    row = await world.only()
    assert (row["state"], row["team_id"], row["assignee_id"]) == ("new", world.team_id, None)
    assert row["preview"] == "@bakery my bread is stale"
    assert row["waiting_since"] is not None
    assert row["contact"] == {
        "id": row["contact"]["id"],
        "name": "User 2222",
        "handle": "u2222",
        "avatar_url": None,
        "verified": False,
        "vip": False,
    }
    assert await world.events(row["id"]) == ["conversation.opened", "message.received", "clock.started"]


async def test_fifty_deliveries_at_once_are_one_message(world: World) -> None:
    event = x.mention("@bakery hello?")
    body, headers = x.signed(event)
    answers = await asyncio.gather(*(world.web.post(world.hook(), content=body, headers=headers) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    workers = (pipeline.advance(world.services.database, world.services.directory, range(SHARDS)) for _ in range(4))
    await asyncio.gather(*workers)
    await world.apply()
    row = await world.only()
    assert len(await world.messages(row["id"])) == 1
    assert await world.events(row["id"]) == ["conversation.opened", "message.received", "clock.started"]


async def test_the_same_post_in_different_deliveries_is_one_message(world: World) -> None:
    event = x.mention("@bakery hello?")
    again = {**event, "data": {**event["data"], "event_uuid": "another", "tag": "another subscription"}}
    await world.deliver(event, again)
    await world.deliver({**again, "for": "a third time"})
    row = await world.only()
    assert len(await world.messages(row["id"])) == 1
    assert row["version"] == 1


async def test_two_workers_on_all_shards_at_once_double_nothing(world: World) -> None:
    """Even when ownership of shards fails, the database's keys hold law 2."""
    events = [x.mention(f"@bakery {number}", author=str(number % 7)) for number in range(60)]
    for event in events:
        body, headers = x.signed(event)
        await world.web.post(world.hook(), content=body, headers=headers)
        again, more = x.signed({**event, "again": True})
        await world.web.post(world.hook(), content=again, headers=more)
    size = 10
    for _ in range(20):
        steps = (
            pipeline.advance(world.services.database, world.services.directory, range(SHARDS), size=size)
            for _ in range(4)
        )
        if not sum(await asyncio.gather(*steps)):
            break
    await world.apply()
    (messages,) = await world.rows("SELECT count(*) AS all, count(DISTINCT external_id) AS ids FROM messages")
    assert (messages.all, messages.ids) == (60, 60)
    (open_now,) = await world.rows("SELECT count(*) AS number FROM conversations WHERE state <> 'resolved'")
    assert open_now.number == 7
    (left,) = await world.rows("SELECT count(*) FILTER (WHERE state <> 'done') AS number FROM envelopes")
    assert left.number == 0


async def test_a_new_owner_waits_for_what_the_old_one_still_holds_rather_than_overtaking_it(world: World) -> None:
    """A worker that lost its shards may still be in the middle of a batch; a person's messages keep their order."""
    for number in (1, 2, 3):
        body, headers = x.signed(x.mention(f"@bakery part {number}"))
        assert (await world.web.post(world.hook(), content=body, headers=headers)).status_code == 200
    database, directory = world.services.database, world.services.directory
    async with database.transaction() as old:
        await old.execute(text("SELECT FROM envelopes WHERE id = (SELECT min(id) FROM envelopes) FOR UPDATE"))
        taking = asyncio.create_task(pipeline.advance(database, directory, range(SHARDS)))
        await asyncio.sleep(0.3)
        assert (await world.rows("SELECT count(*) FROM messages"))[0].count == 0
    await taking
    await world.apply()
    told = await world.rows(
        "SELECT m.text FROM log l JOIN messages m ON m.id = (l.data->>'message_id')::bigint"
        " WHERE l.kind = 'message.received' ORDER BY l.id"
    )
    assert [row.text for row in told] == [f"@bakery part {number}" for number in (1, 2, 3)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), batch=st.sampled_from([1, 3, 50]))
async def test_any_order_and_any_repetition_end_the_same(world: World, seed: int, batch: int) -> None:
    """Edits, deletions and messages in any order, each some times over: the same conversations, messages and texts."""
    chance = random.Random(seed)
    person = str(next(x.NUMBERS))
    start = datetime.now(UTC) - timedelta(hours=1)
    posts = [x.mention(f"word {number}", author=person, at=start + timedelta(minutes=number)) for number in range(4)]
    edited = x.edit(posts[1], "word one, corrected", at=start + timedelta(minutes=30))
    edited_again = x.edit(posts[1], "word one, corrected twice", at=start + timedelta(minutes=31))
    deliveries = [*posts, edited, edited_again, x.deletion(x.id_of(posts[2]))] * chance.randrange(1, 4)
    chance.shuffle(deliveries)
    for number, event in enumerate(deliveries):
        body, headers = x.signed({**event, "delivery": number})
        await world.web.post(world.hook(), content=body, headers=headers)
    while await pipeline.advance(world.services.database, world.services.directory, range(SHARDS), size=batch):
        pass
    row = next(each for each in await world.conversations() if each["contact"]["handle"] == f"u{person}")
    said = await world.messages(row["id"])
    assert [(each["text"], each["deleted_at"] is not None) for each in said] == [
        ("word 0", False),
        ("word one, corrected twice", False),
        ("word 2", True),
        ("word 3", False),
    ]
    assert row["preview"] == "word 3"
    assert (await world.rows("SELECT count(*) AS number FROM waiting_changes"))[0].number == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"x" * (1 << 20) + b"x", 413),
    ],
    ids=["truncated", "empty", "not text", "deeply nested", "too large"],
)
async def test_a_body_that_cannot_be_a_delivery_is_refused(world: World, body: bytes, status: int) -> None:
    raw, headers = x.signed(body)
    answer = await world.web.post(world.hook(), content=raw, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await world.rows("SELECT count(*) AS number FROM envelopes"))[0].number == 0


@pytest.mark.parametrize(
    "event",
    [
        [],
        "words",
        7,
        {},
        {"data": {}},
        {"data": {"event_type": "post.mention.create"}},
        {"data": {"event_type": "post.mention.create", "payload": {"id": 5}}},
        {"data": {"event_type": ["post.mention.create"], "payload": {}}},
        {
            "data": {
                "event_type": "post.mention.create",
                "payload": {"id": "1", "author_id": "2", "created_at": "yesterday"},
            }
        },
        {"data": {"event_type": "dm.received", "payload": {"direct_message_events": "none"}}},
    ],
)
async def test_a_delivery_of_a_wrong_form_is_parked_with_a_reason(world: World, event: Any) -> None:
    body, headers = x.signed(event)
    answer = await world.web.post(world.hook(), content=body, headers=headers)
    assert answer.status_code == 200
    await world.apply()
    (envelope,) = await world.rows("SELECT state, reason, body FROM envelopes")
    assert envelope.state == "parked"
    assert envelope.reason
    assert envelope.body == body


async def test_kinds_we_do_not_know_are_done_with_the_reason(world: World) -> None:
    await world.deliver({"data": {"event_type": "follow.follow", "payload": {}}})
    (envelope,) = await world.rows("SELECT state, reason FROM envelopes")
    assert (envelope.state, envelope.reason) == ("done", "follow.follow")


async def test_text_that_a_database_cannot_hold_is_kept_without_it(world: World) -> None:
    event = x.mention("stale \u0000 bread \ud800 🥖")
    await world.deliver(event)
    assert (await world.only())["preview"] == "stale bread ? 🥖"


async def test_one_poison_envelope_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.find_contacts

    async def fails_for_poison(session: Any, batch: pipeline.Batch) -> None:
        if any("poison" in arrival.text for arrival in batch.arrivals):
            raise ZeroDivisionError
        await real(session, batch)

    steps = tuple(fails_for_poison if step is real else step for step in pipeline.STEPS)
    monkeypatch.setattr(pipeline, "STEPS", steps)
    await world.deliver(*(x.mention(words, author=words) for words in ("one", "poison", "two")))
    assert {row["preview"] for row in await world.conversations()} == {"one", "two"}
    (parked,) = await world.rows("SELECT reason FROM envelopes WHERE state = 'parked'")
    assert "ZeroDivisionError" in parked.reason


async def test_a_full_disk_parks_nothing_and_the_same_batch_is_applied_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(session: Any, _batch: pipeline.Batch) -> None:
        await session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"))

    body, headers = x.signed(x.mention("stale"))
    await world.web.post(world.hook(), content=body, headers=headers)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "STEPS", (*pipeline.STEPS, full))
        with pytest.raises(Exception, match="no space left"):
            await pipeline.advance(world.services.database, world.services.directory, range(SHARDS))
    (envelope,) = await world.rows("SELECT state, attempts FROM envelopes")
    assert (envelope.state, envelope.attempts) == ("new", 0)
    await world.apply()
    assert (await world.only())["preview"] == "stale"


async def test_the_door_refuses_what_is_not_signed(world: World) -> None:
    body, headers = x.signed(x.mention("hello"))
    forged = x.signed(x.mention("hello"), secret="another secret")[1]
    for bad in ({}, forged, {**headers, "x-twitter-webhooks-signature": "sha256=é"}):
        answer = await world.web.post(world.hook(), content=body, headers={k: v.encode() for k, v in bad.items()})  # pyright: ignore[reportArgumentType]  # httpx takes bytes
        assert answer.status_code == 401
    assert (await world.web.post("/hooks/x/nobody", content=body, headers=headers)).status_code == 404
    assert (await world.web.put(world.hook(), content=body, headers=headers)).status_code == 405


async def test_the_door_says_503_when_nothing_can_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.deliver(x.mention("hello"))
    await world.rows("ALTER TABLE envelopes RENAME TO gone")
    body, headers = x.signed(x.mention("again"))
    answer = await world.web.post(world.hook(), content=body, headers=headers)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    await world.rows("ALTER TABLE gone RENAME TO envelopes")
    await world.deliver(x.mention("and again"))
    assert (await world.only())["preview"] == "and again"
