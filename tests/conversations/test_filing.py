"""What has a word of the list is filed when it arrives, and only then: never who was answered, known or trusted."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, text

from heard.accounts.permissions import Role
from heard.conversations.queries import spam as queries
from heard.conversations.service import filing
from heard.intake import pipeline
from heard.kit.log import SHARDS
from tests.conversations.test_plans import Plans, complaints, plans
from tests.factories import x
from tests.factories.world import World

__all__ = ["plans"]


async def word(world: World, words: str = "casino", **more: Any) -> Any:
    return await world.owner.send("POST", "/api/spam-words", {"word": words, **more}, expect=201)


async def detail(world: World) -> Any:
    return await world.owner.get(f"/api/conversations/{(await world.only())['id']}")


async def not_spam(world: World, conversation_id: int, *, expect: int = 200) -> Any:
    return await world.agent.send("POST", f"/api/conversations/{conversation_id}/not-spam", expect=expect)


async def spam(world: World) -> list[int]:
    rows = (await world.owner.get("/api/conversations", view="spam"))["items"]
    return [row["id"] for row in rows]


async def test_it_is_filed_when_it_arrives_and_the_thread_says_for_which_word(world: World) -> None:
    added = await word(world)
    await world.deliver(x.mention("Best CASINO in town"))
    found = await detail(world)
    assert (found["state"], found["resolve_reason"], found["waiting_since"]) == ("resolved", "spam", None)
    assert await spam(world) == [found["id"]]
    assert await world.owner_rows() == []
    kinds = ["conversation.opened", "conversation.resolved", "message.received"]
    assert await world.events(found["id"]) == kinds
    (told,) = await world.rows("SELECT * FROM log WHERE kind = 'conversation.resolved'")
    assert (told.actor_kind, told.actor_id) == ("rule", None)
    assert told.data == {"before": "new", "reason": "spam", "word": "casino"}
    hits = await world.agent.get("/api/search", q="casino")
    assert [hit["conversation"]["id"] for hit in hits["items"]] == [found["id"]]
    (listed,) = (await world.agent.get("/api/spam-words"))["items"]
    said = (await world.messages(found["id"]))[0]
    assert listed == {**added, "filed": 1, "last_at": said["at"]}
    await world.deliver(x.mention("where is my bread?", author="3333"))
    assert len(await world.owner_rows()) == 1


async def test_nobody_is_told_of_it_even_who_had_it(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("what is this?"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/claim")
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "spam"})
    await world.deliver(x.mention("casino"))
    assert await spam(world) == [row["id"]]
    assert (await world.agent.get("/api/notifications"))["items"] == []
    (_, heard) = await world.rows("SELECT data FROM log WHERE kind = 'message.received' ORDER BY id")
    assert heard.data["filed"] is True


async def test_what_is_said_again_stays_filed_and_what_has_no_word_is_heard(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("casino"))
    filed = await detail(world)
    await world.deliver(x.mention("casino!!"))
    again = await detail(world)
    assert (again["state"], again["resolved_at"]) == ("resolved", filed["resolved_at"])
    assert (await world.events(filed["id"])).count("conversation.resolved") == 1
    await world.deliver(x.mention("sorry, where is my bread?"))
    heard = await detail(world)
    assert (heard["state"], heard["resolve_reason"]) == ("new", None)
    assert heard["waiting_since"] == (await world.messages(heard["id"]))[-1]["at"]
    await world.deliver(x.mention("casino"))  # the matter is open
    assert (await detail(world))["state"] == "new"
    (listed,) = (await world.owner.get("/api/spam-words"))["items"]
    assert listed["filed"] == 2


async def test_past_the_time_for_coming_back_a_new_one_is_filed(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("casino"))
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '30 days'")
    await world.deliver(x.mention("casino again"))
    assert len(await spam(world)) == 2


async def test_what_was_closed_for_another_reason_moves_to_the_spam(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("hello"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "other"})
    await world.deliver(x.mention("casino"))
    assert await spam(world) == [row["id"]]
    (*_, told) = await world.rows("SELECT data FROM log WHERE kind = 'conversation.resolved' ORDER BY id")
    assert told.data == {"before": "resolved", "reason": "spam", "word": "casino"}


async def close(world: World, conversation_id: int) -> None:
    await world.agent.send("POST", f"/api/conversations/{conversation_id}/resolution", {"reason": "other"})


async def test_whom_one_of_us_has_answered_is_never_filed(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("hello"))
    row = await world.only()
    await world.reply(world.agent, row["id"], "good morning")
    await close(world, row["id"])
    await world.deliver(x.mention("do you deliver to the casino?"))
    assert (await detail(world))["state"] == "new"
    await close(world, row["id"])
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '30 days'")
    await world.deliver(x.mention("and to the other casino?"))
    assert len(await world.owner_rows()) == 1


async def test_whom_we_have_answered_on_the_network_itself_is_never_filed(world: World) -> None:
    await word(world)
    await world.deliver(x.message("hello"), x.message("hello you", author=x.OUR_ID, to="2222"))
    row = await world.only()
    await close(world, row["id"])
    await world.deliver(x.message("casino"))
    assert (await detail(world))["state"] == "new"


async def test_an_answer_in_the_same_batch_counts(world: World) -> None:
    await word(world)
    await world.deliver(x.message("hello you", author=x.OUR_ID, to="2222"), x.message("casino"))
    assert (await detail(world))["resolve_reason"] is None


async def test_a_vip_is_never_filed_nor_who_was_made_one_person_with_them(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("hello"), x.mention("hi", author="3333"))
    rows = {row["contact"]["handle"]: row for row in await world.conversations()}
    for row in rows.values():
        await close(world, row["id"])
    vip, other = (rows[name]["contact"]["id"] for name in ("u2222", "u3333"))
    await world.agent.send("PATCH", f"/api/contacts/{vip}", {"vip": True})
    await world.deliver(x.mention("casino"), x.mention("casino", author="3333"))
    assert await world.owner_rows() == [rows["u2222"]["id"]]
    await world.agent.send("POST", f"/api/contacts/{vip}/merges", {"gone_id": other}, expect=201)
    await world.deliver(x.mention("casino", author="3333"))
    assert len(await world.owner_rows()) == 2


async def test_who_has_an_open_conversation_is_heard_in_it_in_whatever_batch(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("casino"), x.mention("my bread is stale"), x.mention("casino"))
    assert (await detail(world))["state"] == "new"
    await world.deliver(x.mention("my bread", author="3333"), x.mention("casino", author="3333"))
    assert len(await world.owner_rows()) == 2


async def test_not_spam_brings_it_back_waiting_since_it_was_said_and_for_good(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("casino one"))
    await world.deliver(x.mention("casino two"))
    row = await world.only()
    first, _ = await world.messages(row["id"])
    back = await not_spam(world, row["id"])
    assert (back["state"], back["resolve_reason"], back["waiting_since"]) == ("new", None, first["at"])
    (*_, told) = await world.rows("SELECT * FROM log WHERE kind = 'conversation.reopened'")
    assert (told.actor_id, told.data) == (world.agent.id, {"before": "resolved", "not_spam": True})
    assert (await world.events())[-2:] == ["contact.spared", "conversation.reopened"]
    await not_spam(world, row["id"], expect=409)
    await close(world, row["id"])
    await world.deliver(x.mention("casino three"))
    assert (await detail(world))["state"] == "new"
    await world.rows("UPDATE conversations SET state = 'resolved', resolved_at = now() - interval '30 days'")
    await world.deliver(x.mention("casino four"))
    assert len(await world.owner_rows()) == 1


async def test_what_a_person_closed_as_spam_can_be_taken_back_the_same_way(world: World) -> None:
    await world.deliver(x.mention("hello"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "spam"})
    back = await not_spam(world, row["id"])
    assert (back["state"], back["waiting_since"]) == ("new", row["waiting_since"])
    viewer = await world.person("Vic Viewer", Role.VIEWER)
    await viewer.send("POST", f"/api/conversations/{row['id']}/not-spam", expect=403)


async def test_a_word_may_count_in_public_or_in_private_alone(world: World) -> None:
    await word(world, counts_in="private")
    await world.deliver(x.mention("casino"), x.message("casino", author="3333"))
    rows = {row["contact"]["handle"]: row["state"] for row in await world.conversations()}
    assert sorted(rows.values()) == ["new", "resolved"]
    assert rows["u2222"] == "new"


async def test_a_muted_person_stays_muted(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("hello"))
    contact = (await world.only())["contact"]["id"]
    await world.agent.send("PUT", f"/api/contacts/{contact}/mute", {"kind": "muted", "reason": "r"})
    await world.deliver(x.mention("casino"))
    assert (await detail(world))["resolve_reason"] == "muted"


async def test_repeats_and_replays_file_once_and_never_again_after_not_spam(world: World) -> None:
    await word(world)
    said = x.mention("casino")
    await world.deliver(said, {**said, "again": 1})
    await world.deliver({**said, "again": 2})
    row = await world.only()
    assert (await world.events(row["id"])).count("conversation.resolved") == 1
    await not_spam(world, row["id"])
    await world.deliver({**said, "again": 3})
    await world.rows("UPDATE envelopes SET state = 'new'")
    await world.apply()
    assert ((await world.only())["state"], len(await world.messages(row["id"]))) == ("new", 1)
    (listed,) = (await world.owner.get("/api/spam-words"))["items"]
    assert listed["filed"] == 1


@pytest.mark.parametrize("what", ["answer", "not spam"])
async def test_what_an_agent_does_at_the_same_moment_is_seen(world: World, what: str) -> None:
    await word(world)
    authors = [f"{number}222" for number in range(2, 8)]
    await world.deliver(*(x.mention("casino", author=author) for author in authors))
    rows = await world.conversations()

    async def act(row: Any) -> None:
        if what == "answer":
            await world.reply(world.agent, row["id"], "no, thank you")
        else:
            await not_spam(world, row["id"])

    again = world.deliver(*(x.mention("casino", author=author) for author in authors))
    await asyncio.gather(again, *(act(row) for row in rows))
    assert await spam(world) == []
    await world.deliver(*(x.mention("casino", author=author) for author in authors))
    assert sorted(await world.owner_rows()) == sorted(row["id"] for row in rows)


async def test_what_was_done_while_it_waited_for_the_conversation_is_seen(world: World) -> None:
    await word(world)
    await world.deliver(x.mention("casino"))
    row = await world.only()
    async with world.services.database.transaction() as session:
        await session.execute(text("SELECT FROM conversations WHERE id = :id FOR UPDATE"), {"id": row["id"]})
        delivering = asyncio.create_task(world.deliver(x.mention("casino")))
        await asyncio.sleep(0.5)
        assert not delivering.done()
        await session.execute(text("UPDATE contacts SET vip = true"))
    await delivering
    assert (await detail(world))["state"] == "new"


async def test_two_workers_file_each_once(world: World) -> None:
    await word(world)
    for number in range(40):
        said = x.mention("casino", author=str(number % 5))
        for times in range(2):
            body, headers = x.signed({**said, "times": times})
            await world.web.post(world.hook(), content=body, headers=headers)
    database, directory = world.services.database, world.services.directory
    for _ in range(20):
        steps = (pipeline.advance(database, directory, range(SHARDS), size=10) for _ in range(3))
        if not sum(await asyncio.gather(*steps)):
            break
    await world.apply()
    assert len(await spam(world)) == 5
    assert await world.owner_rows() == []
    assert (await world.events()).count("conversation.resolved") == 5
    (listed,) = (await world.owner.get("/api/spam-words"))["items"]
    assert listed["filed"] == 40


async def test_a_batch_of_fifty_asks_as_often_as_one_of_one(world: World) -> None:
    await word(world)
    await word(world, "free money")
    asked: list[str] = []
    event.listen(
        world.services.database.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )

    async def statements(count: int, words: str) -> list[str]:
        for number in range(count):
            body, headers = x.signed(x.mention(words, author=str(next(x.NUMBERS) * 100 + number)))
            assert (await world.web.post(world.hook(), content=body, headers=headers)).status_code == 200
        asked.clear()
        assert await pipeline.advance(world.services.database, world.services.directory, range(SHARDS)) == count
        return list(asked)

    await statements(1, "casino")
    one, fifty = await statements(1, "casino"), await statements(50, "casino")
    assert len(one) == len(fifty)
    assert sum("spam_words" in each for each in fifty) == 1
    clean, many = await statements(1, "bread"), await statements(50, "bread")
    assert len(clean) == len(many) == len(one) - 1


async def test_the_list_is_kept_with_care(world: World) -> None:
    for bad, code in (("a", "spam_word_too_short"), ("Я", "spam_word_too_short"), (" !? ", "spam_word_empty")):
        refused = await world.owner.send("POST", "/api/spam-words", {"word": bad}, expect=422)
        assert refused["code"] == code
        answer = await world.owner.client.get("/api/spam-preview", params={"word": bad})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    added = await word(world, "  Free \n MONEY ")
    assert (added["word"], added["counts_in"], added["filed"]) == ("Free MONEY", "both", 0)
    again = await world.owner.send("POST", "/api/spam-words", {"word": "free money"}, expect=409)
    assert again["code"] == "spam_word_exists"
    stranger = await world.other_workspace()
    await stranger.send("POST", "/api/spam-words", {"word": "free money"}, expect=201)
    lead = await world.person("Lea Lead", Role.LEAD)
    assert len((await lead.get("/api/spam-words"))["items"]) == 1
    await lead.send("POST", "/api/spam-words", {"word": "lottery"}, expect=403)
    await lead.send("DELETE", f"/api/spam-words/{added['id']}", expect=403)
    assert (await lead.client.get("/api/spam-preview", params={"word": "lottery"})).status_code == 403
    await world.deliver(x.mention("free money"))
    await world.owner.send("DELETE", f"/api/spam-words/{added['id']}", expect=204)
    await world.owner.send("DELETE", f"/api/spam-words/{added['id']}", expect=404)
    assert (await world.owner.get("/api/spam-words"))["items"] == []
    assert len(await spam(world)) == 1
    await world.deliver(x.mention("free money", author="3333"))
    assert len(await world.owner_rows()) == 1
    kinds = [kind for kind in await world.events() if kind.startswith("spam_word")]
    assert kinds == ["spam_word.added", "spam_word.added", "spam_word.removed"]


async def test_the_list_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from heard.conversations.service import spam_words

    monkeypatch.setattr(spam_words, "MOST", 1)
    await word(world)
    refused = await world.owner.send("POST", "/api/spam-words", {"word": "lottery"}, expect=422)
    assert refused["code"] == "too_many_spam_words"


async def test_the_preview_says_what_would_have_been_filed_and_shows_the_newest(world: World) -> None:
    for number in range(7):
        await world.deliver(x.mention(f"casino {number}", author=f"{number}222"))
    rows = {row["preview"]: row for row in await world.conversations()}
    await world.reply(world.agent, rows["casino 0"]["id"], "which one?")
    await world.rows(
        "UPDATE messages o SET sort_at = i.sort_at + interval '1 ms' FROM messages i"
        " WHERE o.direction = 'out' AND i.conversation_id = o.conversation_id AND i.direction = 'in'"
    )
    await world.deliver(x.mention("the casino in town", author="0222"))  # was answered
    await world.deliver(x.mention("bread", author="8222"), x.mention("casino", author="8222"))  # in an open matter
    vip = rows["casino 1"]["contact"]["id"]
    await world.agent.send("PATCH", f"/api/contacts/{vip}", {"vip": True})
    found = await world.owner.get("/api/spam-preview", word="Casino")
    assert (found["count"], found["of"]) == (6, 10)
    assert [each["text"] for each in found["items"]] == [f"casino {number}" for number in (6, 5, 4, 3, 2)]
    sample = found["items"][0]
    assert (sample["conversation_id"], sample["number"]) == (rows["casino 6"]["id"], rows["casino 6"]["number"])
    private = await world.owner.get("/api/spam-preview", word="casino", counts_in="private")
    assert private == {"count": 0, "of": 10, "items": []}
    stranger = await world.other_workspace()
    assert await stranger.get("/api/spam-preview", word="casino") == {"count": 0, "of": 0, "items": []}


async def test_what_is_asked_goes_by_indexes(plans: Plans) -> None:
    contacts = [row.id for row in await plans.world.rows("SELECT id FROM contacts ORDER BY id LIMIT 40")]
    nodes = await plans.of(lambda session: session.execute(filing._SPARED, {"contacts": contacts}))
    assert {each for each in complaints(nodes) if "read whole" in each} == set()
    read = {node["Index Name"] for node in nodes if "Index Name" in node}
    assert {"ix_conversations_contact", "ix_messages_timeline", "ix_identities_workspace_id_contact_id"} <= read
    actor = plans.actors["owner"]
    await plans.world.rows(
        "INSERT INTO spam_words (workspace_id, word, key, added_by) VALUES (:w, 'casino', 'casino', :u)",
        w=actor.workspace_id,
        u=actor.user_id,
    )
    listed = await plans.of(lambda session: queries.spam_words(session, actor))
    assert "ix_messages_spam" in {node.get("Index Name") for node in listed}
    looked = await plans.of(lambda session: queries.would_file(session, actor, word="the", counts_in="both"))
    assert {each for each in complaints(looked) if "messages" in each} == set()
