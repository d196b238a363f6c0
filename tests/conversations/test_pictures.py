"""Pictures that go with a reply: uploaded, checked, sent once with the words, and given back when it is undone."""

from typing import Any
from uuid import uuid4

from heard.channels.doubles.misbehaviour import Misbehaviour
from heard.conversations.service import delivery
from tests.conversations.conftest import Desk
from tests.conversations.test_media import PNG, SCRIPT
from tests.factories import x
from tests.factories.world import World


async def upload(world: World, body: bytes = PNG, *, expect: int = 201) -> Any:
    answer = await world.agent.client.post("/api/uploads", content=body, headers={"content-type": "image/png"})
    assert answer.status_code == expect, answer.text
    return answer.json()


async def test_a_reply_with_pictures_reaches_the_network_once(desk: Desk) -> None:
    first, second = await upload(desk.world), await upload(desk.world)
    shown = await desk.world.agent.client.get(f"/api/uploads/{first['id']}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    attachments = [{"id": first["id"], "name": "loaf.png"}, {"id": second["id"]}]
    sent = await desk.reply("here you see it", attachments=attachments)
    assert [each["kind"] for each in sent["attachments"]] == ["image", "image"]
    await desk.due_now()
    await desk.world.send_due()
    (said,) = [each for each in desk.network.said if each.text == "here you see it"]
    assert said.pictures == (PNG, PNG)
    last = await desk.last()
    assert last["delivery"]["state"] == "sent"
    answer = await desk.world.owner.client.get(last["attachments"][0]["url"])
    assert answer.content == PNG


async def test_a_private_reply_may_be_a_picture_alone(desk: Desk) -> None:
    await desk.world.deliver(x.message("in private"))
    one = await upload(desk.world)
    await desk.reply("", visibility="private", attachments=[{"id": one["id"]}])
    await desk.due_now()
    await desk.world.send_due()
    assert desk.network.said[-1].pictures == (PNG,)
    two = [{"id": (await upload(desk.world))["id"]} for _ in range(2)]
    refused = await desk.reply("two", visibility="private", attachments=two, expect=422)
    assert (refused["code"], refused["reason_code"]) == ("reply_refused", "too_many_pictures")


async def test_a_lost_upload_is_tried_again_and_says_nothing_twice(desk: Desk) -> None:
    one = await upload(desk.world)
    await desk.reply("with a picture", attachments=[{"id": one["id"]}])
    await desk.due_now()
    desk.network.next(Misbehaviour("hang", accepts=True))
    await desk.world.send_due()
    assert (await desk.last())["delivery"]["state"] == "queued"  # the picture was perhaps taken, but nothing was said
    await desk.due_now()
    await desk.world.send_due()
    assert (await desk.last())["delivery"]["state"] == "sent"
    assert desk.network.count("with a picture") == 1


async def test_what_is_no_picture_is_refused(world: World) -> None:
    assert (await upload(world, SCRIPT, expect=422))["code"] == "not_a_picture"
    await world.deliver(x.mention("hello"))
    row = await world.only()
    refused = await world.reply(world.agent, row["id"], "x", attachments=[{"id": str(uuid4())}], expect=422)
    assert refused["code"] == "upload_gone"
    stranger = await world.other_workspace()
    theirs = await stranger.client.post("/api/uploads", content=PNG)
    refused = await world.reply(world.agent, row["id"], "x", attachments=[{"id": theirs.json()["id"]}], expect=422)
    assert refused["code"] == "upload_gone"
    assert (await world.agent.client.get(f"/api/uploads/{theirs.json()['id']}")).status_code == 404


async def test_larger_than_the_network_takes_is_said_before_sending(world: World) -> None:
    await world.deliver(x.mention("hello"))
    row = await world.only()
    large = await upload(world, PNG + b"\0" * (6 << 20))
    refused = await world.reply(world.agent, row["id"], "x", attachments=[{"id": large["id"]}], expect=422)
    assert refused["code"] == "picture_too_large"


async def test_an_undone_reply_gives_its_pictures_back(desk: Desk) -> None:
    one = await upload(desk.world)
    sent = await desk.reply("wait", attachments=[{"id": one["id"], "name": "loaf.png"}])
    back = await desk.world.agent.send("DELETE", f"/api/replies/{sent['id']}")
    assert back == {"text": "wait", "attachments": [{"id": one["id"], "name": "loaf.png"}]}


async def test_a_picture_that_is_not_in_the_store_fails_the_reply_before_anything_is_said(desk: Desk) -> None:
    one = await upload(desk.world)
    await desk.reply("lost", attachments=[{"id": one["id"]}])
    await desk.due_now()
    attempts = await delivery.claim(desk.world.services.database, 10)
    await delivery.deliver(desk.world.services.database, desk.world.services.directory, attempts[0], None)
    last = await desk.last()
    assert (last["delivery"]["state"], last["delivery"]["reason_code"]) == ("failed", "picture_lost")
    assert desk.network.count("lost") == 0
