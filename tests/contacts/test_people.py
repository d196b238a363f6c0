"""What is known of a person: facts, fields, notes, all they have said, merges and mutes, over HTTP and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from heard.accounts.permissions import Role
from heard.conversations.service import people
from tests.factories import x
from tests.factories.world import World

CARD = "/api/contacts/{}"


async def met(world: World, author: str, words: str = "hello", **more: Any) -> int:
    """Somebody speaks to us; their contact's id."""
    await world.deliver(x.mention(words, author=author, **more))
    (row,) = await world.rows("SELECT contact_id FROM identities WHERE external_id = :id", id=author)
    return row.contact_id


async def on_log(world: World, kind: str) -> list[Any]:
    return await world.rows("SELECT * FROM log WHERE kind = :kind ORDER BY id", kind=kind)


async def test_facts_are_written_one_by_one_and_each_change_is_on_the_log(world: World) -> None:
    contact = await met(world, "2222")
    path = CARD.format(contact)
    tag = await world.owner.send("POST", "/api/tags", {"name": "gluten"}, expect=201)
    await world.agent.send("PATCH", path, {"vip": True, "relationship": "press", "tag_ids": [tag["id"]]})
    seen = await world.agent.send("PATCH", path, {"email": "a@b.example", "customer_number": " 4711 "})
    assert (seen["vip"], seen["relationship"], seen["email"], seen["customer_number"]) == (
        True,
        "press",
        "a@b.example",
        "4711",
    )
    assert [each["name"] for each in seen["tags"]] == ["gluten"]
    assert (await world.only())["contact"]["vip"] is True
    assert (await world.agent.send("PATCH", path, {"email": None}))["email"] is None
    await world.agent.send("PATCH", path, {"email": None})
    changes = await on_log(world, "contact.changed")
    assert [each.data["after"] for each in changes] == [
        {"vip": True, "relationship": "press", "tag_ids": [tag["id"]]},
        {"email": "a@b.example", "customer_number": "4711"},
        {"email": None},
    ]
    assert changes[2].data["before"] == {"email": "a@b.example"}
    assert changes[0].actor_id == world.agent.id
    refused = await world.agent.send("PATCH", path, {"email": "nowhere"}, expect=422)
    assert refused["code"] == "bad_value"
    assert "email" in refused["errors"]
    assert (await world.agent.send("PATCH", path, {"tag_ids": [999]}, expect=422))["code"] == "no_such_tag"


async def test_fields_are_managed_by_leads_and_values_fit_their_kind(world: World) -> None:
    contact = await met(world, "2222")
    path = CARD.format(contact)
    form = {"name": "Plan", "kind": "choice", "choices": ["gold", "silver", "gold"]}
    await world.agent.send("POST", "/api/contact-fields", form, expect=403)
    field = await world.owner.send("POST", "/api/contact-fields", form, expect=201)
    assert field["choices"] == ["gold", "silver"]
    assert (await world.owner.send("POST", "/api/contact-fields", form, expect=409))["code"] == "field_exists"
    value = {"field_id": field["id"], "value": "gold"}
    assert (await world.agent.send("PATCH", path, {"values": [value]}))["values"] == [value]
    await world.agent.send("PATCH", path, {"values": [{**value, "value": "bronze"}]}, expect=422)
    await world.owner.send("PATCH", f"/api/contact-fields/{field['id']}", {"managed": True, "name": "Tariff"})
    refused = await world.agent.send("PATCH", path, {"values": [{**value, "value": "silver"}]}, expect=403)
    assert refused["code"] == "field_managed"
    token = await world.agent.send("POST", "/api/tokens", {"name": "CRM", "scopes": ["read", "write"]}, expect=201)
    crm = httpx.AsyncClient(
        transport=world.web._transport,
        base_url=world.web.base_url,
        headers={"authorization": f"Bearer {token['secret']}"},
    )
    answer = await crm.patch(path, json={"values": [{**value, "value": "silver"}], "crm_validated": True})
    assert answer.status_code == 200, answer.text
    assert answer.json()["values"][0]["value"] == "silver"
    assert answer.json()["crm_validated"] is True
    await world.owner.send("DELETE", f"/api/contact-fields/{field['id']}", expect=204)
    assert (await world.agent.get(path))["values"] == []


async def test_notes_are_newest_first_and_anybody_may_edit_delete_and_bring_back(world: World) -> None:
    contact = await met(world, "2222")
    notes = f"{CARD.format(contact)}/notes"
    for words in ("first", "second", "third"):
        await world.agent.send("POST", notes, {"text": words}, expect=201)
    await world.agent.send("POST", notes, {"text": "x" * 2001}, expect=400)
    await world.agent.send("POST", notes, {"text": "  "}, expect=422)
    page = await world.owner.get(notes, limit=2)
    assert [each["text"] for each in page["items"]] == ["third", "second"]
    rest = await world.owner.get(notes, cursor=page["next_cursor"])
    assert [each["text"] for each in rest["items"]] == ["first"]
    note = page["items"][0]
    edited = await world.owner.send("PATCH", f"/api/contact-notes/{note['id']}", {"text": "third, mended"})
    assert (edited["author"]["name"], edited["edited_by"]) == ("Ann Agent", "Olga Owner")
    await world.owner.send("DELETE", f"/api/contact-notes/{note['id']}", expect=204)
    assert len((await world.owner.get(notes))["items"]) == 2
    await world.owner.send("PATCH", f"/api/contact-notes/{note['id']}", {"text": "late"}, expect=404)
    await world.agent.send("POST", f"/api/contact-notes/{note['id']}/restoration", expect=201)
    assert (await world.owner.get(notes))["items"][0]["text"] == "third, mended"
    assert [each.data["change"] for each in await on_log(world, "contact.noted")] == [
        *["added"] * 3,
        "edited",
        "deleted",
        "restored",
    ]


async def test_all_that_was_said_is_read_newest_first_over_conversations(world: World) -> None:
    start = datetime.now(UTC) - timedelta(hours=1)
    contact = await met(world, "2222", "one", at=start)
    first = await world.only()
    other = await met(world, "3333", "two", at=start + timedelta(minutes=1))
    await world.deliver(x.message("three", author="3333", at=start + timedelta(minutes=2)))
    await world.agent.send("POST", f"{CARD.format(contact)}/merges", {"gone_id": other}, expect=201)
    page = await world.agent.get(f"{CARD.format(contact)}/messages", limit=2)
    assert [each["message"]["text"] for each in page["items"]] == ["three", "two"]
    rest = await world.agent.get(f"{CARD.format(contact)}/messages", limit=2, cursor=page["next_cursor"])
    assert [(each["message"]["text"], each["conversation_id"]) for each in rest["items"]] == [("one", first["id"])]
    assert rest["next_cursor"] is None
    rows = await world.agent.get(f"{CARD.format(contact)}/conversations", limit=1)
    assert [row["contact"]["id"] for row in rows["items"]] == [contact]
    rows = await world.agent.get(f"{CARD.format(contact)}/conversations", limit=1, cursor=rows["next_cursor"])
    assert [row["id"] for row in rows["items"]] == [first["id"]]


async def test_an_agent_reads_only_the_history_that_is_theirs(world: World) -> None:
    contact = await met(world, "2222", "for the VIP desk")
    other = await met(world, "3333", "for everybody")
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET team_id = :t WHERE contact_id = :c", t=team["id"], c=contact)
    assert (await world.agent.client.get(CARD.format(contact))).status_code == 404
    merges = f"{CARD.format(other)}/merges"
    await world.agent.send("POST", merges, {"gone_id": contact}, expect=404)
    await world.owner.send("POST", merges, {"gone_id": contact}, expect=201)
    page = await world.agent.get(f"{CARD.format(other)}/messages")
    assert [each["message"]["text"] for each in page["items"]] == ["for everybody"]
    assert (await world.agent.get(CARD.format(other)))["conversation_count"] == 1


async def test_a_merge_brings_everything_over_and_its_undo_brings_it_home(world: World) -> None:
    kept = await met(world, "2222", "I am one")
    gone = await met(world, "3333", "and the same")
    await world.agent.send("PATCH", CARD.format(gone), {"vip": True, "email": "same@x.example", "phone": "+49 1 23"})
    await world.agent.send("PATCH", CARD.format(kept), {"email": "other@x.example"})
    await world.agent.send("POST", f"{CARD.format(gone)}/notes", {"text": "likes rye"}, expect=201)
    before = await everything(world)

    preview = await world.agent.get(f"{CARD.format(kept)}/merge-previews/{gone}")
    differing = {each["fact"]: (each["kept"], each["gone"]) for each in preview["conflicts"]}
    assert differing["email"] == ("other@x.example", "same@x.example")
    assert await everything(world) == before
    choices = {"choices": {"email": "gone"}, "gone_id": gone}
    merge = await world.agent.send("POST", f"{CARD.format(kept)}/merges", choices, expect=201)
    one = await world.owner.get(CARD.format(gone))
    assert (one["id"], one["vip"], one["email"], one["phone"]) == (kept, True, "same@x.example", "+49 1 23")
    assert (len(one["identities"]), one["conversation_count"]) == (2, 2)
    assert [each["can_undo"] for each in one["merges"]] == [True]
    assert len((await world.owner.get(f"{CARD.format(kept)}/notes"))["items"]) == 1
    assert await met(world, "3333", "since then") == kept

    await world.owner.send("DELETE", f"/api/contact-merges/{merge['id']}", expect=204)
    assert await everything(world) == before
    again = await world.owner.send("DELETE", f"/api/contact-merges/{merge['id']}", expect=409)
    assert again["code"] == "merge_undone"
    assert [len(await on_log(world, kind)) for kind in ("contact.merged", "contact.unmerged")] == [1, 1]


async def test_what_changed_since_a_merge_stays_when_it_is_undone(world: World) -> None:
    kept, gone = await met(world, "2222"), await met(world, "3333")
    await world.agent.send("PATCH", CARD.format(gone), {"email": "gone@x.example", "phone": "123"})
    merge = await world.agent.send("POST", f"{CARD.format(kept)}/merges", {"gone_id": gone}, expect=201)
    await world.agent.send("PATCH", CARD.format(kept), {"email": "new@x.example"})
    await world.agent.send("DELETE", f"/api/contact-merges/{merge['id']}", expect=204)
    one, other = await world.agent.get(CARD.format(kept)), await world.agent.get(CARD.format(gone))
    assert (one["email"], one["phone"]) == ("new@x.example", None)
    assert (other["email"], other["phone"]) == ("gone@x.example", "123")


async def test_two_customer_numbers_are_never_joined_silently(world: World) -> None:
    kept, gone = await met(world, "2222"), await met(world, "3333")
    await world.agent.send("PATCH", CARD.format(kept), {"customer_number": "1"})
    await world.agent.send("PATCH", CARD.format(gone), {"customer_number": "2"})
    path = f"{CARD.format(kept)}/merges"
    refused = await world.agent.send("POST", path, {"gone_id": gone}, expect=409)
    assert (refused["code"], refused["kept"], refused["gone"]) == ("customer_numbers_differ", "1", "2")
    chosen = {"gone_id": gone, "choices": {"customer_number": "gone"}}
    await world.agent.send("POST", path, chosen, expect=201)
    assert (await world.agent.get(CARD.format(kept)))["customer_number"] == "2"
    await world.agent.send("POST", path, {"gone_id": kept}, expect=422)


async def test_merges_are_undone_in_reverse(world: World) -> None:
    one, two, three = [await met(world, author) for author in ("2222", "3333", "4444")]
    first = await world.agent.send("POST", f"{CARD.format(one)}/merges", {"gone_id": two}, expect=201)
    second = await world.agent.send("POST", f"{CARD.format(three)}/merges", {"gone_id": one}, expect=201)
    refused = await world.agent.send("DELETE", f"/api/contact-merges/{first['id']}", expect=409)
    assert refused["code"] == "later_merge"
    assert (await world.agent.get(CARD.format(two)))["id"] == three
    await world.agent.send("DELETE", f"/api/contact-merges/{second['id']}", expect=204)
    await world.agent.send("DELETE", f"/api/contact-merges/{first['id']}", expect=204)


@pytest.mark.parametrize("seed", range(6))
async def test_any_sequence_of_merges_and_undos_is_restored(world: World, seed: int) -> None:
    import random

    chance = random.Random(seed)
    ids = [await met(world, f"{number}222", f"words of {number}") for number in range(1, 6)]
    for number, contact in enumerate(ids):
        await world.agent.send(
            "PATCH",
            CARD.format(contact),
            {"email": f"{number}@x.example", "vip": number == 3, "phone": "123" if number % 2 else None},
        )
        await world.agent.send("POST", f"{CARD.format(contact)}/notes", {"text": f"on {number}"}, expect=201)
    await world.agent.send("PUT", f"{CARD.format(ids[4])}/mute", {"kind": "muted", "reason": "a bot"})
    before = await everything(world)
    standing: list[int] = []
    for _ in range(16):
        if chance.random() < 0.6 or not standing:
            kept, gone = chance.sample(ids, 2)
            choices = {"email": chance.choice(["kept", "gone"])}
            body = {"gone_id": gone, "choices": choices}
            answer = await world.agent.client.post(f"{CARD.format(kept)}/merges", json=body)
            assert answer.status_code in {201, 422}, answer.text
            standing += [answer.json()["id"]] if answer.status_code == 201 else []
        else:
            chosen = chance.choice(standing)
            answer = await world.agent.client.delete(f"/api/contact-merges/{chosen}")
            assert answer.status_code in {204, 409}, answer.text
            standing = [each for each in standing if each != chosen or answer.status_code == 409]
        (stray,) = await world.rows(
            "SELECT count(*) AS n FROM conversations c JOIN identities i ON i.id = c.identity_id"
            " WHERE i.contact_id <> c.contact_id"
        )
        assert stray.n == 0
    for merge in reversed(standing):
        await world.agent.send("DELETE", f"/api/contact-merges/{merge}", expect=204)
    assert await everything(world) == before


async def everything(world: World) -> list[str]:
    """Who has what."""
    statements = (
        "SELECT * FROM contacts WHERE name IS NOT NULL",
        "SELECT id, contact_id, external_id, muted FROM identities",
        "SELECT id, contact_id FROM contact_notes",
        "SELECT id, contact_id, identity_id, state FROM conversations",
    )
    return [str(row) for each in statements for row in await world.rows(f"{each} ORDER BY id")]


async def test_a_conversation_opened_while_its_person_was_merged_is_gathered(world: World) -> None:
    kept, gone = await met(world, "2222"), await met(world, "3333")
    await world.agent.send("POST", f"{CARD.format(kept)}/merges", {"gone_id": gone}, expect=201)
    await world.rows("UPDATE conversations SET contact_id = :gone WHERE contact_id = :kept", kept=kept, gone=gone)
    async with world.services.database.transaction() as session:
        await people.gather(session, [kept, gone])
    rows = await world.rows("SELECT DISTINCT contact_id FROM conversations")
    assert [row.contact_id for row in rows] == [kept]


async def test_the_same_handle_elsewhere_or_the_same_address_is_hinted(world: World) -> None:
    one, two, three = [await met(world, author) for author in ("2222", "3333", "4444")]
    await world.rows(
        "UPDATE identities SET handle = '@Same.Name', tokens = NULL WHERE contact_id IN (:a, :b)", a=one, b=two
    )
    await world.rows("UPDATE identities SET network = 'telegram' WHERE contact_id = :b", b=two)
    async with world.services.database.transaction() as session:
        from heard.contacts.service import tokenise

        await tokenise(session, most=10)
    for contact in (one, three):
        await world.agent.send("PATCH", CARD.format(contact), {"email": "One@x.example"})
    hints = (await world.agent.get(f"{CARD.format(one)}/hints"))["items"]
    assert {(each["id"], each["reason"]) for each in hints} == {(two, "handle"), (three, "email")}


async def test_what_the_muted_say_is_kept_and_makes_no_work(world: World) -> None:
    contact = await met(world, "2222", "BUY FOLLOWERS")
    await world.agent.send("PUT", f"{CARD.format(contact)}/mute", {"kind": "muted", "reason": "  "}, expect=422)
    muted = await world.agent.send(
        "PUT", f"{CARD.format(contact)}/mute", {"kind": "muted", "reason": "sells followers"}
    )
    assert (muted["mute"]["kind"], muted["mute"]["by_name"]) == ("muted", "Ann Agent")
    row = await world.only()
    assert (row["state"], row["waiting_since"]) == ("resolved", None)
    opened = await world.owner.get(f"/api/conversations/{row['id']}")
    assert (opened["resolve_reason"], opened["contact"]["mute"]) == ("muted", "muted")

    await world.deliver(x.mention("BUY MORE", author="2222"))
    row = await world.only()
    assert (row["state"], row["preview"], row["waiting_since"]) == ("resolved", "BUY MORE", None)
    assert [each["text"] for each in await world.messages(row["id"])] == ["BUY FOLLOWERS", "BUY MORE"]
    received = await on_log(world, "message.received")
    assert [each.data.get("muted") for each in received] == [None, True]

    # Past the time in which it would be re-opened, a new one is opened and dismissed at once.
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '30 days'")
    await world.deliver(x.mention("BUY EVEN MORE", author="2222"))
    states = [(each["state"], each["preview"]) for each in await world.conversations()]
    assert states == [("resolved", "BUY EVEN MORE"), ("resolved", "BUY MORE")]
    newest = (await world.conversations())[0]["id"]
    assert (await world.events(newest))[:2] == ["conversation.opened", "conversation.resolved"]
    assert await world.owner_rows() == []

    (listed,) = (await world.agent.get("/api/muted-contacts"))["items"]
    assert (listed["id"], listed["mute"]["reason"]) == (contact, "sells followers")
    heard = await world.agent.send("DELETE", f"{CARD.format(contact)}/mute")
    assert heard["mute"] is None
    assert (await world.agent.get("/api/muted-contacts"))["items"] == []
    await world.deliver(x.mention("I am sorry", author="2222"))
    assert (await world.conversations())[0]["state"] == "new"


async def test_a_conversation_of_the_muted_that_was_opened_by_hand_is_dismissed_again(world: World) -> None:
    contact = await met(world, "2222", "one")
    await world.agent.send("PUT", f"{CARD.format(contact)}/mute", {"kind": "blocked", "reason": "threats"})
    row = await world.only()
    await world.agent.send("DELETE", f"/api/conversations/{row['id']}/resolution")
    await world.deliver(x.mention("two", author="2222"))
    assert (await world.only())["state"] == "resolved"
    events = [kind for kind in await world.events(row["id"]) if not kind.startswith("clock.")]
    assert events[-2:] == ["conversation.resolved", "message.received"]


async def test_a_trainee_writes_what_they_learn_and_mutes_nobody(world: World) -> None:
    contact = await met(world, "2222")
    trainee = await world.person("Tim Trainee", Role.TRAINEE)
    viewer = await world.person("Vera Viewer", Role.VIEWER)
    await trainee.send("PATCH", CARD.format(contact), {"vip": True})
    await trainee.send("PUT", f"{CARD.format(contact)}/mute", {"kind": "muted", "reason": "r"}, expect=403)
    await viewer.send("PATCH", CARD.format(contact), {"vip": False}, expect=403)
    assert (await viewer.get(CARD.format(contact)))["permitted"] == []
