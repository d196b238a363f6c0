"""What a brand is told, and that it arrives: signed, in order, again when not taken; our adapter at both ends."""

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from heard.channels.adapters.practice.adapter import Practice as Adapter
from heard.channels.adapters.practice.settings import PracticeSettings
from heard.channels.base import (
    Accepted,
    Connection,
    Deleted,
    Edited,
    Inbound,
    Outbound,
    RawRequest,
    Reached,
    Reacted,
    Reauth,
    Rejected,
    Said,
)
from heard.kit.jobs import Job, Worker
from heard.practice import service, tasks
from tests.practice.conftest import Practice


def adapter(practice: Practice, token: str | None = None) -> Adapter:
    settings = PracticeSettings(
        access_token=token or practice.token, app_secret=practice.site.app_secret, base_url=practice.url
    )
    return Adapter(Connection(settings, str(practice.brand.id), "@acme", practice.http))


def heard(practice: Practice) -> list[Inbound]:
    """What our adapter makes of what was delivered; each delivery passes its door."""
    channel = adapter(practice)
    items: list[Inbound] = []
    for headers, body in practice.receiver.requests:
        request = RawRequest("POST", headers, {}, body)
        assert channel.verify(request) == Accepted()
        items += channel.parse(request)
    return items


async def post(practice: Practice, path: str, who: str, words: str, **more: object) -> int:
    answer = await practice.post(path, **{"as": who, "text": words, **more})
    assert answer.status == 201, answer.body
    return answer.json()["id"]


async def change(practice: Practice, item: int, who: str, words: str) -> None:
    answer = await practice.http.call("PATCH", f"{practice.open}/items/{item}", json={"as": who, "text": words})
    assert answer.status == 200


async def test_a_brand_hears_what_concerns_it_and_nothing_else(practice: Practice) -> None:
    await practice.join("anna", "ben")
    cat = await post(practice, "/posts", "anna", "my cat")
    await post(practice, f"/posts/{cat}/comments", "ben", "nice cat")
    asked = await post(practice, "/posts", "anna", "@acme where is my order?")
    await post(practice, f"/posts/{asked}/comments", "ben", "same here")
    await post(practice, "/posts", "ben", "slow", kind="review", rating=2)
    await post(practice, f"/posts/{cat}/comments", "ben", "@Acme sells cat food")
    await post(practice, "/messages", "anna", "hello")
    await practice.deliver()
    found = [
        (item.kind, item.peer.handle, item.text, item.rating) for item in heard(practice) if isinstance(item, Said)
    ]
    assert found == [
        ("mention", "anna", "@acme where is my order?", None),
        ("comment", "ben", "same here", None),
        ("review", "ben", "slow", 2),
        ("comment", "ben", "@Acme sells cat food", None),
        ("dm", "anna", "hello", None),
    ]


async def test_edits_and_deletions_of_what_it_heard_are_told_and_an_edit_that_names_it_is_news(
    practice: Practice,
) -> None:
    await practice.join("anna")
    asked = await post(practice, "/posts", "anna", "@acme where is my order?")
    quiet = await post(practice, "/posts", "anna", "my cat")
    await change(practice, asked, "anna", "@acme where is my order?")  # the same words are no edit
    await change(practice, asked, "anna", "found it")  # it names nobody any more, and still is told
    await post(practice, f"/posts/{asked}/comments", "anna", "sorry")  # under what was told
    await change(practice, quiet, "anna", "my cat eats @acme")
    for item in (asked, quiet):
        assert (await practice.http.call("DELETE", f"{practice.open}/items/{item}?as=anna")).status == 204
    await practice.deliver()
    found = heard(practice)
    assert [type(item) for item in found] == [Said, Edited, Said, Said, Deleted, Deleted]
    assert [getattr(item, "text", None) for item in found] == [
        "@acme where is my order?",
        "found it",
        "sorry",
        "my cat eats @acme",
        None,
        None,
    ]
    bodies = [msgspec.json.decode(body) for _, body in practice.receiver.requests]
    assert bodies[-1]["item"]["text"] == "", "deleted words do not travel"
    assert all(body["brand"]["handle"] == "acme" for body in bodies)
    assert len({body["id"] for body in bodies}) == len(bodies)


async def test_what_our_adapter_says_comes_back_as_an_echo_in_the_same_thread(practice: Practice) -> None:
    await practice.join("anna", "ben")
    asked = await post(practice, "/posts", "anna", "@acme where is my order?")
    await post(practice, f"/posts/{asked}/comments", "ben", "same here")
    await post(practice, "/messages", "ben", "in private")
    await practice.deliver()
    channel = adapter(practice)
    identity = await channel.identify()
    assert (identity.external_id, identity.handle) == (str(practice.brand.id), "@acme")
    said = [item for item in heard(practice) if isinstance(item, Said)]
    receipts: dict[str, str] = {}
    for number, one in enumerate(said):
        reply = Outbound(
            one.visibility,
            one.kind,
            one.thread_key,
            one.peer.external_id,
            f"answer {number}",
            f"r{number}",
            one.reply_to,
        )
        receipts[(await channel.send(reply)).external_id] = one.thread_key
    practice.receiver.requests.clear()
    await practice.deliver()
    echoes = [item for item in heard(practice) if isinstance(item, Said)]
    assert {echo.external_id: echo.thread_key for echo in echoes} == receipts
    assert all(echo.ours for echo in echoes)
    refs = [msgspec.json.decode(body)["item"]["client_ref"] for _, body in practice.receiver.requests]
    assert refs == ["r0", "r1", "r2"]


async def test_what_the_brand_adds_to_its_own_words_is_still_for_the_same_customer(practice: Practice) -> None:
    await practice.join("anna", "ben")
    asked = await post(practice, "/posts", "anna", "@acme hello")
    under = await post(practice, f"/posts/{asked}/comments", "ben", "me too")
    first = await practice.as_brand("POST", "comments", {"in_reply_to": str(under), "text": "one"})
    second = await practice.as_brand("POST", "comments", {"in_reply_to": first.json()["id"], "text": "two"})
    assert second.status == 201
    await practice.deliver()
    echoes = [item for item in heard(practice) if isinstance(item, Said) and item.ours]
    assert [echo.peer.handle for echo in echoes] == ["ben", "ben"]


async def test_our_adapter_tells_refusals_apart(practice: Practice) -> None:
    await practice.join("anna")
    asked = await post(practice, "/posts", "anna", "@acme hello")
    public: dict[str, Any] = {"visibility": "public", "kind": "mention", "thread_key": "post:1:2", "peer": "2"}
    assert (await practice.http.call("DELETE", f"{practice.open}/items/{asked}?as=anna")).status == 204
    for reply_to, code in ((str(asked), "gone"), ("999999", "not_found"), ("x", "invalid")):
        with pytest.raises(Rejected) as caught:
            await adapter(practice).send(Outbound(**public, text="hi", client_ref="r", reply_to=reply_to))
        assert caught.value.code == code
    private = {**public, "visibility": "private", "peer": "999999"}
    with pytest.raises(Rejected) as caught:
        await adapter(practice).send(Outbound(**private, text="hi", client_ref="r"))
    assert caught.value.code == "unknown_profile"
    with pytest.raises(Reauth):
        await adapter(practice, token="wrong").identify()


async def test_a_delivery_that_is_not_taken_is_brought_again_byte_for_byte(practice: Practice) -> None:
    await practice.join("anna")
    await post(practice, "/messages", "anna", "hello ğ 你好 🎉")
    practice.receiver.statuses = [503, 302]
    for attempt in range(2):
        with pytest.raises(tasks.NotDelivered):
            await practice.deliver()
        (shown,) = (await practice.get("/deliveries")).json()["items"]
        assert (shown["state"], shown["attempts"], shown["kind"]) == ("pending", attempt + 1, "message.created")
        assert shown["last_error"].startswith(("503", "302"))
    (delivery,) = await practice.deliver()
    (shown,) = (await practice.get("/deliveries")).json()["items"]
    assert (shown["state"], shown["attempts"], shown["last_error"]) == ("delivered", 3, None)
    assert len({body for _, body in practice.receiver.requests}) == 1
    assert len({headers["x-practice-signature"] for headers, _ in practice.receiver.requests}) == 1
    await tasks.deliver(practice.services, delivery)  # a job may run twice
    await tasks.deliver(practice.services, 999_999)  # or its delivery be gone
    assert len(practice.receiver.requests) == 3


async def test_a_delivery_is_given_up_after_its_last_attempt(practice: Practice) -> None:
    await practice.join("anna")
    await post(practice, "/messages", "anna", "hello")
    async with practice.services.database.transaction() as session:
        brand = await session.get_one(type(practice.brand), practice.brand.id)
        await service.set_webhook(session, brand, "http://10.0.0.1/hooks")
    (delivery,) = [row["id"] for row in (await practice.get("/deliveries")).json()["items"]]
    for _ in range(tasks.ATTEMPTS):
        with pytest.raises(tasks.NotDelivered, match="AddressRefused"):
            await tasks.deliver(practice.services, delivery)
    (shown,) = (await practice.get("/deliveries")).json()["items"]
    assert (shown["state"], shown["attempts"]) == ("failed", tasks.ATTEMPTS)


async def test_a_post_that_is_rolled_back_is_told_to_nobody(practice: Practice) -> None:
    await practice.join("anna")

    async def publish_and_fail() -> None:
        async with practice.services.database.transaction() as session:
            brand = await session.get_one(type(practice.brand), practice.brand.id)
            await service.publish(session, brand, text="news")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await publish_and_fail()
    assert await practice.deliver() == []
    async with practice.services.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


async def test_the_worker_brings_the_deliveries_of_one_customer_in_order(practice: Practice) -> None:
    await practice.join("anna")
    item = await post(practice, "/messages", "anna", "0")
    for number in range(1, 3):
        await change(practice, item, "anna", str(number))
    services = practice.services
    worker = Worker(services.url, [Job("practice.deliver", tasks.deliver, attempts=2)], [], context=services)
    running = asyncio.create_task(worker.run(concurrency=4))
    try:
        async with asyncio.timeout(20):
            while len(practice.receiver.requests) < 3:
                await asyncio.sleep(0.05)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    texts = [msgspec.json.decode(body)["item"]["text"] for _, body in practice.receiver.requests]
    assert texts == [str(number) for number in range(3)]


async def test_old_deliveries_are_forgotten_once_settled(practice: Practice) -> None:
    await practice.join("anna")
    await post(practice, "/messages", "anna", "hello")
    await practice.deliver()
    async with practice.services.database.transaction() as session:
        await service.prune(session)
    assert len((await practice.get("/deliveries")).json()["items"]) == 1
    async with practice.services.database.transaction() as session:
        await session.execute(text("UPDATE practice_deliveries SET at = now() - interval '8 days'"))
        await service.prune(session)
    assert (await practice.get("/deliveries")).json()["items"] == []


async def test_reactions_and_reading_reach_the_brand(practice: Practice) -> None:
    await practice.join("anna")
    cat = await post(practice, "/posts", "anna", "@acme my cat")
    await practice.as_brand("POST", "messages", {"to": await id_of(practice, "anna"), "text": "hello"})
    for emoji in ("👍", "👍", "❤️", None, None):
        answer = await practice.http.call(
            "PUT", f"{practice.open}/items/{cat}/reaction", json={"as": "anna", "emoji": emoji}
        )
        assert answer.status == 200
    for _ in range(2):
        assert (await practice.post("/messages/read", **{"as": "anna"})).status == 204
    await practice.deliver()
    told = [what for what in heard(practice) if isinstance(what, Reacted | Reached)]
    anna = await id_of(practice, "anna")
    assert [(what.emoji, what.removed) for what in told if isinstance(what, Reacted)] == [
        ("👍", False),
        ("❤️", False),
        ("❤️", True),
    ]
    assert [(what.how, what.thread_key) for what in told if isinstance(what, Reached)] == [("read", f"dm:{anna}")]


async def test_a_closed_window_is_told_as_such(practice: Practice) -> None:
    await practice.join("anna")
    await post(practice, "/messages", "anna", "hello")
    async with practice.services.database.transaction() as session:
        await session.execute(text("UPDATE practice_items SET at = now() - interval '25 hours'"))
    peer = await id_of(practice, "anna")
    with pytest.raises(Rejected) as caught:
        await adapter(practice).send(Outbound("private", "dm", f"dm:{peer}", peer, "hi", "ref"))
    assert (caught.value.code, "for a day" in caught.value.detail) == ("window_closed", True)


async def id_of(practice: Practice, handle: str) -> str:
    async with practice.services.database.transaction() as session:
        query = text("SELECT id FROM practice_profiles WHERE site_id = :site AND handle = :handle")
        return str((await session.execute(query, {"site": practice.site.id, "handle": handle})).scalar_one())
