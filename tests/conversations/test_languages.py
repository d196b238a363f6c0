"""Messages are labelled with their language, conversations follow, a person's word stands, lists are narrowed by it."""

import asyncio
import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.app.wiring import READERS
from heard.conversations.service import labelling
from heard.conversations.tasks import label_rest
from heard.kit import readers
from heard.kit.log import SHARDS
from tests.conversations.test_archive import same, tagged
from tests.factories import x
from tests.factories.world import Person, World

CHANGED = "conversation.language_changed"
LABEL = next(one for one in READERS if one.name == "label")
NOW = datetime.now(UTC).replace(microsecond=0)
MINUTES = itertools.count(-5000)


async def said(world: World, *words: str, author: str = "5") -> Any:
    """The row of a person's conversation, after they have said this, a minute apart."""
    for each in words:
        await world.deliver(x.message(each, author=author, at=NOW + timedelta(minutes=next(MINUTES))))
    return next(row for row in await world.conversations() if row["contact"]["name"] == f"User {author}")


async def changes(world: World, conversation_id: int | None = None) -> list[tuple[Any, ...]]:
    """(who, before, after) of each change of a language."""
    rows = await world.rows(
        "SELECT actor_kind, data FROM log WHERE kind = :kind AND conversation_id = coalesce(:id, conversation_id) ORDER BY id",
        kind=CHANGED,
        id=conversation_id,
    )
    return [(row.actor_kind, row.data.get("before"), row.data.get("after")) for row in rows]


async def set_to(world: World, person: Person, id: int, language: str | None, expect: int = 200) -> Any:
    path = f"/api/conversations/{id}/language"
    return await person.send("PUT", path, {"language": language}, expect=expect)


async def listed(person: Person, language: str, **more: Any) -> list[int]:
    page = await person.get("/api/conversations", language=language, **more)
    return [row["id"] for row in page["items"]]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Where is my order? It should have come on Monday.", "en"),
        ("Где мой заказ? Обещали доставить в понедельник.", "ru"),
        ("Siparişim nerede, pazartesi gelecekti.", "tr"),
        ("我的订单在哪里?说好星期一到的。", "zh-Hans"),
        ("我的訂單在哪裡?說好星期一到的。", "zh-Hant"),
        ("👍", None),
    ],
)
async def test_what_arrives_is_labelled_and_its_conversation_is_in_it(world: World, words: str, language: str) -> None:
    row = await said(world, words)
    assert row["language"] == language
    (message,) = await world.messages(row["id"])
    assert message["language"] == language
    whole = await world.owner.get(f"/api/conversations/{row['id']}")
    assert (whole["language"], whole["language_by"]) == (language, "machine")
    assert await changes(world) == ([("system", None, language)] if language else [])


async def test_the_newest_sentence_counts_and_a_word_or_two_never(world: World) -> None:
    row = await said(world, "Где мой заказ? Обещали доставить вчера.", "ok thanks", "👍", "thank you")
    assert row["language"] == "ru"
    row = await said(world, "I am sorry, my Russian is poor, can we go on in English?", author="5")
    assert row["language"] == "en"
    assert await changes(world) == [("system", None, "ru"), ("system", "ru", "en")]
    assert [each["language"] for each in await world.messages(row["id"])] == ["ru", "en", None, "en", "en"]


async def test_who_begins_with_a_greeting_is_known_as_soon_as_they_say_more(world: World) -> None:
    row = await said(world, "hi")
    assert (row["language"], await changes(world)) == (None, [])
    row = await said(world, "hi", "你好", author="6")
    assert row["language"] == "zh"
    row = await said(world, "我的訂單還沒有收到", author="6")
    assert row["language"] == "zh-Hant"
    assert (await said(world, "你明天有空吗", author="7"))["language"] == "zh-Hans"


async def test_what_is_older_changes_nothing(world: World) -> None:
    late = x.message("Where is my order? It should have come.", author="5", at=NOW - timedelta(minutes=1))
    early = x.message("Где мой заказ? Обещали доставить.", author="5", at=NOW - timedelta(minutes=9))
    await world.deliver(late)
    await world.deliver(early)
    row = await world.only()
    assert row["language"] == "en"
    assert [each["language"] for each in await world.messages(row["id"])] == ["ru", "en"]
    assert await changes(world) == [("system", None, "en")]


async def test_what_we_say_and_what_is_spam_is_not_labelled(world: World) -> None:
    await world.owner.send("POST", "/api/spam-words", {"word": "casino bonus"}, expect=201)
    await world.deliver(x.message("win a casino bonus with us today", author="9"))
    row = await said(world, "Где мой заказ? Обещали доставить.")
    await world.reply(world.agent, row["id"], "We are so sorry about that.", visibility="private")
    await world.apply()
    assert (await world.only_of(row["id"]))["language"] == "ru"
    assert [each["language"] for each in await world.messages(row["id"])] == ["ru", None]
    (spam,) = await world.rows("SELECT language, language_by FROM conversations WHERE resolve_reason = 'spam'")
    assert tuple(spam) == (None, None)
    await label_rest(world.services)
    assert await world.rows("SELECT 1 FROM message_languages WHERE language = 'en'") == []


async def test_spam_that_was_none_is_labelled_soon(world: World) -> None:
    await world.owner.send("POST", "/api/spam-words", {"word": "bonus"}, expect=201)
    await world.deliver(x.message("where is the bonus you have promised me", author="9"))
    (row,) = await world.rows("SELECT id FROM conversations")
    await world.owner.send("POST", f"/api/conversations/{row.id}/not-spam")
    await world.rows("UPDATE conversations SET created_at = now() - interval '1 hour'")
    await label_rest(world.services)
    assert (await world.only())["language"] == "en"


async def test_what_is_changed_is_labelled_anew(world: World) -> None:
    first = x.mention("Where is my order? It should have come.")
    await world.deliver(first)
    assert (await world.only())["language"] == "en"
    await world.deliver(x.edit(first, "Где мой заказ? Обещали доставить вчера."))
    row = await world.only()
    assert row["language"] == "ru"
    assert [each["language"] for each in await world.messages(row["id"])] == ["ru"]
    assert await changes(world) == [("system", None, "en"), ("system", "en", "ru")]


async def test_the_same_events_again_change_nothing(world: World) -> None:
    row = await said(world, "Где мой заказ?", "Обещали доставить вчера, жду.", "ok thanks")
    before = await state(world)
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'label'")
    await world.read_log()
    assert await state(world) == before
    assert (await world.only_of(row["id"]))["language"] == "ru"


async def state(world: World) -> list[Any]:
    labels = await world.rows("SELECT message_id, language, confidence FROM message_languages ORDER BY 1")
    rows = await world.rows("SELECT id, language, language_by, version FROM conversations ORDER BY 1")
    return [*map(tuple, labels), *map(tuple, rows), *await changes(world)]


async def test_however_batches_fall_the_end_is_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [
        "Где мой заказ? Обещали доставить вчера.",
        "ok",
        "thanks a lot for your help with it",
        "好的",
        "Siparişim nerede kaldı",
        "👍",
    ]
    dice = random.Random(3)
    for author in "56789":
        for each in dice.sample(words, len(words)):
            at = NOW - timedelta(minutes=words.index(each) * 7 + 1)
            await world.deliver(x.message(each, author=author, at=at))
    ends: list[Any] = []
    for size in (1, 3, 500):
        await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'label'")
        await world.rows("UPDATE conversations SET language = NULL, language_by = NULL")
        await world.rows("DELETE FROM message_languages")
        monkeypatch.setattr(readers, "BATCH", size)
        await world.read_log()
        ends.append([tuple(row) for row in await world.rows("SELECT id, language FROM conversations ORDER BY 1")])
    assert ends[0] == ends[1] == ends[2]
    assert {language for _, language in ends[0]} == {"ru"}


async def test_a_reader_that_dies_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    follow = labelling._follow

    async def once(*values: Any, **more: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("a crash between the labels and the conversation")
        await follow(*values, **more)

    monkeypatch.setattr(labelling, "_follow", once)
    row = await said(world, "Где мой заказ? Обещали доставить вчера.")
    assert row["language"] == "ru"
    assert calls == 2
    assert await changes(world) == [("system", None, "ru")]


async def test_a_persons_word_stands_until_they_hand_it_back(world: World) -> None:
    row = await said(world, "Where is my order? It should have come.")
    answer = await set_to(world, world.agent, row["id"], "tr")
    assert (answer["language"], answer["language_by"], answer["version"]) == ("tr", "person", row["version"] + 1)
    await set_to(world, world.agent, row["id"], "tr")
    row = await said(world, "I have been waiting for a week now!")
    assert row["language"] == "tr"
    answer = await set_to(world, world.owner, row["id"], None)
    assert (answer["language"], answer["language_by"]) == ("en", "machine")
    row = await said(world, "Где мой заказ? Обещали доставить вчера.")
    assert row["language"] == "ru"
    assert await changes(world) == [
        ("system", None, "en"),
        ("person", "en", "tr"),
        ("person", "tr", "en"),
        ("system", "en", "ru"),
    ]


async def test_a_person_may_know_what_no_machine_does(world: World) -> None:
    row = await said(world, "👍")
    assert (await set_to(world, world.agent, row["id"], "sr"))["language"] == "sr"
    for wrong in ("", "English", "en_US", "x" * 50, "zh-hans"):
        await set_to(world, world.agent, row["id"], wrong, expect=400)


async def test_a_timeline_tells_what_people_changed(world: World) -> None:
    row = await said(world, "Where is my order? It should have come.")
    await set_to(world, world.agent, row["id"], "tr")
    timeline = await world.owner.get(f"/api/conversations/{row['id']}/timeline")
    told = [each for each in timeline["items"] if each["entry"] == "event" and each["kind"] == CHANGED]
    assert [(each["actor"]["name"], each["data"]["before"], each["data"]["after"]) for each in told] == [
        ("Ann Agent", "en", "tr")
    ]


async def test_a_correction_and_a_label_at_once_leave_the_correction(world: World) -> None:
    row = await said(world, "Where is my order? It should have come.")
    at = NOW - timedelta(seconds=1)
    body, headers = x.signed(x.message("Где мой заказ? Обещали доставить вчера.", author="5", at=at))
    await world.web.post(world.hook(), content=body, headers=headers)
    await asyncio.gather(set_to(world, world.agent, row["id"], "tr"), world.apply())
    assert (await world.only())["language"] == "tr"


async def test_the_past_is_labelled_with_the_time(world: World) -> None:
    rows = [
        await said(world, "Где мой заказ?", "Обещали доставить вчера.", "ok", author="5"),
        await said(world, "Siparişim nerede kaldı acaba?", author="6"),
        await said(world, "👍", author="7"),
    ]
    await set_to(world, world.agent, rows[1]["id"], "az")
    await world.owner.send("POST", f"/api/conversations/{rows[0]['id']}/resolution", {"reason": "answered"})
    await world.rows("DELETE FROM message_languages")
    await world.rows("DELETE FROM log WHERE kind = :kind", kind=CHANGED)
    await world.rows(
        "UPDATE conversations SET language = NULL, language_by = NULL, created_at = now() - interval '1 day' "
        "WHERE language_by = 'machine'"
    )
    await label_rest(world.services)
    found = {row["id"]: row["language"] for row in await world.conversations()}
    assert [found[row["id"]] for row in rows] == ["ru", "az", None]
    # What is resolved follows without a word.
    assert await changes(world) == []
    assert await world.rows("SELECT 1 FROM conversations WHERE language_by IS NULL") == []
    assert len(await world.rows("SELECT 1 FROM message_languages")) == 4


async def test_lists_counts_views_and_many_at_once_are_narrowed_by_it(world: World) -> None:
    russian = (await said(world, "Где мой заказ? Обещали доставить вчера.", author="5"))["id"]
    turkish = (await said(world, "Siparişim nerede kaldı acaba?", author="6"))["id"]
    hans = (await said(world, "我的订单在哪里", author="7"))["id"]
    hant = (await said(world, "我的訂單在哪裡", author="8"))["id"]
    for sort in ("waiting", "priority", "newest", "closing", "due"):
        assert await listed(world.agent, "ru", sort=sort) == [russian]
        assert sorted(await listed(world.agent, "zh", sort=sort)) == sorted([hans, hant])
    assert await listed(world.agent, "zh-Hant") == [hant]
    assert await listed(world.agent, "de") == []
    spoken = await world.agent.get("/api/languages")
    assert spoken["spoken"] == ["ru", "tr", "zh-Hans", "zh-Hant"]
    assert {*spoken["spoken"]} < {*spoken["known"]}
    view = await world.agent.send(
        "POST", "/api/saved-views", {"name": "Chinese", "query": {"view": "all", "language": "zh"}}, expect=201
    )
    assert (view["count"], view["query"]["language"]) == (2, "zh")
    bulk = {"action": {"do": "resolve", "reason": "answered"}, "query": {"view": "all", "language": "tr"}}
    assert (await world.agent.send("POST", "/api/bulk-actions", bulk, expect=201))["changed"] == 1
    assert await listed(world.agent, "tr") == []
    assert await listed(world.agent, "tr", view="resolved") == [turkish]
    assert (await world.agent.get("/api/languages"))["spoken"] == ["ru", "zh-Hans", "zh-Hant"]
    await world.agent.client.get("/api/conversations", params={"language": "English"})


async def test_a_search_is_narrowed_by_it(world: World) -> None:
    russian = (await said(world, "Где мой заказ TR-77? Обещали доставить вчера.", author="5"))["id"]
    await said(world, "Where is my order TR-77? It should have come.", author="6")
    found = await world.agent.get("/api/search", q="TR-77", language="ru")
    assert [hit["conversation"]["id"] for hit in found["items"]] == [russian]
    assert (await world.agent.get("/api/search/count", q="TR-77", language="ru"))["count"] == 1
    assert (await world.agent.get("/api/search", q="TR-77", language="tr"))["items"] == []


async def test_the_archives_tags_know_the_language(world: World) -> None:
    (late,) = await tagged(world, "late")
    row = await said(world, "Где мой заказ? Обещали доставить вчера.")
    await world.owner.send("PUT", f"/api/conversations/{row['id']}/tags", {"tag_ids": [late]})
    await world.owner.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "answered"})
    await same(world)
    assert await listed(world.owner, "ru", view="resolved", tag=late) == [row["id"]]
    await set_to(world, world.agent, row["id"], "tr")
    await same(world)
    assert await listed(world.owner, "ru", view="resolved", tag=late) == []


async def test_nobody_else_is_told_what_is_written_to_us(world: World) -> None:
    row = await said(world, "Где мой заказ? Обещали доставить вчера.")
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/languages"))["spoken"] == []
    assert await listed(stranger, "ru") == []
    await set_to(world, stranger, row["id"], "tr", expect=404)


async def test_an_agent_is_told_of_no_language_in_another_teams_work(world: World) -> None:
    row = await said(world, "Где мой заказ? Обещали доставить вчера.")
    await said(world, "Siparişim nerede kaldı acaba?", author="6")
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP"}, expect=201)
    given = {"team_id": team["id"], "assignee_id": None}
    await world.owner.send("PUT", f"/api/conversations/{row['id']}/assignment", given)
    assert (await world.agent.get("/api/languages"))["spoken"] == ["tr"]
    assert (await world.owner.get("/api/languages"))["spoken"] == ["ru", "tr"]


async def test_the_reader_takes_a_full_batch_at_once(world: World) -> None:
    await world.deliver(*(x.mention(f"Where is my order number {at}?", author=str(at)) for at in range(60)))
    rows = await world.rows("SELECT language, language_by FROM conversations")
    assert [tuple(row) for row in rows] == [("en", "machine")] * 60
    assert not await readers.advance(world.services.database, LABEL, list(range(SHARDS)))
