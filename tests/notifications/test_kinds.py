"""The kinds besides mentions and answers: taken over, given back, awake again, not sent, and not known."""

from heard.channels.doubles import misbehaviour as wrong
from heard.conversations import tasks
from tests.conversations.conftest import Desk
from tests.conversations.test_many import ahead
from tests.factories.world import World
from tests.notifications.test_notifications import begun, replay, told


async def test_who_loses_a_conversation_to_a_colleague_is_told_by_whom(world: World) -> None:
    row = await begun(world)
    path = f"/api/conversations/{row['id']}/claim"
    await world.agent.send("POST", path)
    await world.owner.send("POST", path, {"take_over": True})
    await world.read_log()
    await replay(world)
    assert await told(world.agent) == [("taken_over", 1)]
    assert await told(world.owner) == []
    (item,) = (await world.agent.get("/api/notifications"))["items"]
    assert (item["actor_name"], item["contact_name"]) == ("Olga Owner", "User 2222")


async def test_who_signs_off_is_told_of_what_went_back(world: World) -> None:
    row = await begun(world)
    await world.agent.send("POST", f"/api/conversations/{row['id']}/claim")
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await world.read_log()
    await world.read_log()
    await replay(world)
    assert await told(world.agent) == [("released", 1)]
    (item,) = (await world.agent.get("/api/notifications"))["items"]
    assert item["actor_name"] is None


async def test_who_put_a_conversation_away_is_told_when_it_comes_back(world: World) -> None:
    row = await begun(world)
    path = f"/api/conversations/{row['id']}"
    await world.agent.send("POST", f"{path}/claim")
    await world.agent.send("PUT", f"{path}/snooze", {"until": ahead(hours=1)})
    await world.rows("UPDATE conversations SET snoozed_until = now() - interval '1 second' WHERE state = 'snoozed'")
    await tasks.wake(world.services)
    await world.read_log()
    await replay(world)
    assert await told(world.agent) == [("woken", 1)]
    assert await told(world.owner) == []


async def test_whose_reply_was_not_sent_is_told_the_networks_reason(desk: Desk) -> None:
    await desk.world.read_log()
    desk.network.next(wrong.duplicate())
    await desk.reply()
    await desk.world.send_due()
    await desk.world.read_log()
    await replay(desk.world)
    assert await told(desk.world.agent) == [("failed", 1)]
    assert await told(desk.world.owner) == []
    (item,) = (await desk.world.agent.get("/api/notifications"))["items"]
    assert "duplicate" in item["reason"].lower()


async def test_whose_reply_may_or_may_not_have_arrived_is_told_so(desk: Desk) -> None:
    await desk.world.read_log()
    desk.network.next(wrong.drops_after())
    await desk.reply()
    await desk.world.send_due()
    await desk.world.read_log()
    await replay(desk.world)
    assert await told(desk.world.agent) == [("unknown", 1)]
    (item,) = (await desk.world.agent.get("/api/notifications"))["items"]
    assert item["reason"]
