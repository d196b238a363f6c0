"""Writing: drafts on the server, answers that came meanwhile, signatures, and moving from public to private."""

from typing import Any
from uuid import uuid4

import pytest

from heard.accounts.permissions import Role
from heard.accounts.signing import initials, signature_for, signed
from tests.factories import x
from tests.factories.world import Person, World


@pytest.fixture
async def late(world: World) -> Any:
    """A conversation about a late order."""
    await world.deliver(x.mention("My order is late"))
    return await world.only()


async def save(person: Person, row: Any, text: str, *, mode: str = "public", expect: int = 200, **more: Any) -> Any:
    body = {"mode": mode, "text": text, **more}
    return await person.send("PUT", f"/api/conversations/{row['id']}/draft", body, expect=expect)


async def drafts(person: Person, row: Any) -> list[tuple[str, str, str]]:
    found = (await person.get(f"/api/conversations/{row['id']}/writing"))["drafts"]
    return [(each["name"], each["mode"], each["text"]) for each in found]


async def test_a_draft_is_seen_by_who_shares_the_conversation_and_goes_when_it_is_said(world: World, late: Any) -> None:
    await save(world.agent, late, "We are so")
    await save(world.agent, late, "A difficult one", mode="note")
    assert await drafts(world.owner, late) == [
        ("Ann Agent", "note", "A difficult one"),
        ("Ann Agent", "public", "We are so"),
    ]
    await world.reply(world.agent, late["id"], "We are so sorry")
    assert await drafts(world.owner, late) == [("Ann Agent", "note", "A difficult one")]
    note = {"text": "A difficult one indeed"}
    await world.agent.send("POST", f"/api/conversations/{late['id']}/notes", note, expect=201)
    assert await drafts(world.owner, late) == []
    assert [kind for kind in await world.events() if kind.startswith("draft")] == []


async def test_a_refused_reply_leaves_the_draft(world: World, late: Any) -> None:
    await save(world.agent, late, "x" * 300)
    await world.reply(world.agent, late["id"], "x" * 300, expect=422)
    assert len(await drafts(world.agent, late)) == 1


async def test_two_devices_of_one_person_never_write_over_what_they_have_not_seen(world: World, late: Any) -> None:
    first = await save(world.agent, late, "Dear")
    second = await save(world.agent, late, "Dear Maria", known=first["saved_at"])
    told = await save(world.agent, late, "Hello", known=first["saved_at"], expect=409)
    assert (told["code"], told["text"], told["saved_at"]) == ("draft_changed", "Dear Maria", second["saved_at"])
    assert (await save(world.agent, late, "", expect=409))["code"] == "draft_changed"
    again = await save(world.agent, late, "Dear Maria", known=None)  # the same words are no quarrel
    assert await save(world.agent, late, " ", known=again["saved_at"]) == {"saved_at": None}
    assert await drafts(world.agent, late) == []
    await save(world.agent, late, "Hello", known=again["saved_at"])  # what is gone can be written anew
    assert await save(world.owner, late, "") == {"saved_at": None}


async def test_the_pictures_of_a_draft_are_kept_with_it(world: World, late: Any) -> None:
    beside = [{"id": str(uuid4()), "name": "loaf.png"}]
    path = f"/api/conversations/{late['id']}/draft"
    first = await world.agent.send("PUT", path, {"mode": "public", "text": "", "pictures": beside})
    assert first["saved_at"], "a picture alone is a draft"
    (kept,) = (await world.owner.get(f"/api/conversations/{late['id']}/writing"))["drafts"]
    assert (kept["text"], kept["pictures"]) == ("", beside)
    # Another device that knows of no picture does not throw it away.
    told = await world.agent.send("PUT", path, {"mode": "public", "text": "See", "pictures": []}, expect=409)
    assert (told["code"], told["pictures"]) == ("draft_changed", beside)
    known = {"mode": "public", "text": "", "known": first["saved_at"]}
    assert (await world.agent.send("PUT", path, known))["saved_at"] is None
    assert await drafts(world.agent, late) == []


async def test_drafts_of_a_conversation_one_may_not_see_are_not_there(world: World, late: Any) -> None:
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP"}, expect=201)
    await save(world.owner, late, "A secret")
    await world.rows("UPDATE conversations SET team_id = :team", team=team["id"])
    assert (await world.agent.client.get(f"/api/conversations/{late['id']}/writing")).status_code == 404
    await save(world.agent, late, "Mine", expect=404)


async def test_an_answer_that_came_meanwhile_is_told_once(world: World, late: Any) -> None:
    lead = await world.person("Lea Lead", Role.LEAD)
    answer = await world.reply(lead, late["id"], "It leaves today.")
    await world.agent.send("POST", f"/api/conversations/{late['id']}/claim", {"take_over": True})
    told = await world.reply(world.agent, late["id"], "It left.", expect=409, after_message_id=0)
    assert (told["code"], told["author_name"], told["message_id"]) == ("answered_meanwhile", "Lea Lead", answer["id"])
    await world.reply(world.agent, late["id"], "It left.", after_message_id=told["message_id"])
    await world.reply(world.agent, late["id"], "One's own answer is no news.", after_message_id=told["message_id"])
    await world.reply(world.agent, late["id"], "Programs need not ask.")


@pytest.mark.parametrize(
    ("own", "policy", "public", "wanted", "expected"),
    [
        ("^AA", "off", True, True, ""),
        ("^AA", "optional", True, True, "^AA"),
        ("^AA", "optional", False, True, "^AA"),
        ("^AA", "optional", True, False, ""),
        ("", "optional", True, True, ""),
        ("^AA", "public", True, False, "^AA"),
        ("", "public", True, True, "^AG"),
        ("", "public", False, True, ""),
        ("^AA", "public", False, False, ""),
        ("^AA", "public", False, True, "^AA"),
    ],
)
def test_which_signature(own: str, policy: str, *, public: bool, wanted: bool, expected: str) -> None:
    assert signature_for(name="Ann Gent", own=own, policy=policy, public=public, wanted=wanted) == expected


def test_how_it_is_signed() -> None:
    assert signed("Yes.", "") == "Yes."
    assert signed("Yes.", "^AK") == "Yes. ^AK"
    assert signed("Yes. ^AK", "^AK") == "Yes. ^AK"
    assert signed("Yes.", "Ann from the bakery") == "Yes.\nAnn from the bakery"
    assert (initials("Ann Agent"), initials("魏"), initials("ann maria agent"), initials("")) == ("AA", "魏", "AM", "")


async def test_a_reply_is_signed_as_policy_and_profile_say_and_counted_so(world: World, late: Any) -> None:
    assert (await world.agent.send("PATCH", "/api/session", {"signature": " ^AA "}))["user"]["signature"] == "^AA"
    said = await world.reply(world.agent, late["id"], "On its way.")
    assert said["text"] == "On its way. ^AA"
    assert (await world.reply(world.agent, late["id"], "Unsigned.", sign=False))["text"] == "Unsigned."
    refused = await world.reply(world.agent, late["id"], "x" * 278, expect=422)
    assert refused["reason_code"] == "too_long"
    assert (await world.owner.send("PATCH", "/api/workspace", {"signing": "public"}))["workspace"][
        "signing"
    ] == "public"
    assert (await world.reply(world.agent, late["id"], "Must be.", sign=False))["text"] == "Must be. ^AA"
    await world.owner.send("PATCH", "/api/workspace", {"signing": "off"})
    assert (await world.reply(world.agent, late["id"], "Not now."))["text"] == "Not now."
    assert (await world.events()).count("workspace.changed") == 2


async def test_moving_to_private_and_back_is_on_the_log(world: World, late: Any) -> None:
    async def move() -> str | None:
        return (await world.agent.get(f"/api/conversations/{late['id']}/writing"))["move"]

    assert await move() is None
    invited = await world.reply(world.agent, late["id"], "Please write to us.", move="invite")
    assert await move() == "invited"
    await world.agent.send("DELETE", f"/api/replies/{invited['id']}")
    assert await move() is None  # undone
    await world.reply(world.agent, late["id"], "Please write to us.", move="invite")
    await world.reply(world.agent, late["id"], "Your order number?", visibility="private")
    assert await move() == "private"
    await world.reply(world.agent, late["id"], "Solved, thank you!", move="return")
    assert await move() == "returned"
    kinds = [kind for kind in await world.events(late["id"]) if "_to_" in kind]
    assert kinds == [
        "conversation.invited_to_private",
        "conversation.invited_to_private",
        "conversation.returned_to_public",
    ]


async def test_an_account_may_have_its_replies_resolve_by_default(world: World) -> None:
    await world.deliver(x.mention("Thank you!"))
    path = f"/api/conversations/{(await world.only())['id']}"
    assert (await world.agent.get(path))["reply_resolves"] is False
    account = f"/api/accounts/{world.account.id}"
    await world.agent.send("PATCH", account, {"reply_resolves": True}, expect=403)
    assert (await world.owner.send("PATCH", account, {"reply_resolves": True}))["reply_resolves"] is True
    assert (await world.agent.get(path))["reply_resolves"] is True
