"""Law 7: every route, tried by the unsigned, by a stranger from another workspace, and by a colleague without permission."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from heard.accounts.permissions import PERMISSIONS, Permission, Role
from heard.app.schema import metadata
from heard.app.web import api
from tests.conversations.test_media import PNG
from tests.factories import clocks, x
from tests.factories.push_service import Browser
from tests.factories.world import Person, World

PRACTICE = "/practice/api/"
SUBSCRIPTION = Browser("https://push.example.com/our-browser").form
# What a stranger may ask, because it tells only of themselves or of Heard: every answer is checked to hold nothing of ours.
OWN = {
    ("GET", "/api/setup"),
    ("GET", "/api/session"),
    ("PATCH", "/api/session"),
    ("PUT", "/api/session/presence"),
    ("PATCH", "/api/workspace"),
    ("DELETE", "/api/session"),
    ("DELETE", "/api/business-hours"),
    ("DELETE", "/api/notifications/slack"),
    ("GET", "/api/networks"),
    ("GET", "/api/roles"),
}


def routes() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, options) of every route of the API."""
    found = [
        (
            method,
            route.path,
            handler.opt,
        )
        for route in api().routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS" and route.path.startswith(("/api/", PRACTICE)) and not route.path.startswith("/api/docs")
    ]
    return sorted(found, key=lambda each: each[:2])


ROUTES = routes()
GUARDED = [(method, path, opt) for method, path, opt in ROUTES if not opt.get("open")]


def test_every_route_says_what_it_needs() -> None:
    assert len(GUARDED) > 30
    for method, path, opt in ROUTES:
        assert "permission" in opt or opt.get("open"), (method, path)


def test_open_routes_are_few_and_known() -> None:
    opened = {(method, path) for method, path, opt in ROUTES if opt.get("open") and not path.startswith(PRACTICE)}
    assert opened == {
        ("GET", "/api/setup"),
        ("POST", "/api/setup"),
        ("POST", "/api/session"),
        ("POST", "/api/invitation-lookup"),
        ("POST", "/api/invitation-acceptance"),
        ("GET", "/api/people-pages/{key:str}"),
        ("GET", "/api/people-pages/{key:str}/photos/{photo:str}"),
    }


def test_every_table_knows_its_workspace() -> None:
    # Users belong to several workspaces; the others are counters of the whole installation.
    without = {"workspaces", "users", "cursors", "sign_in_attempts"}
    for table in metadata.sorted_tables:
        assert table.name in without or "workspace_id" in table.columns, table.name


@pytest.fixture
async def filled(world: World) -> dict[str, Any]:
    """One of everything in our workspace, and the ids by the names routes use."""
    await world.deliver(x.mention("our customer's words"), x.message("our customer's secret"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", {"text": "our note"}, expect=201)
    reply = await world.reply(world.agent, row["id"], "our answer")
    tag = await world.owner.send("POST", "/api/tags", {"name": "our tag"}, expect=201)
    token = await world.owner.send("POST", "/api/tokens", {"name": "our token", "scopes": ["read"]}, expect=201)
    macro = await written(world, row["id"])
    invited = await world.owner.send(
        "POST", "/api/invitations", {"email": "our@example.com", "role": "agent"}, expect=201
    )
    view = await world.owner.send(
        "POST", "/api/saved-views", {"name": "our view", "query": {}, "shared": True}, expect=201
    )
    bulk = await world.owner.send(
        "POST",
        "/api/bulk-actions",
        {"action": {"do": "prioritise", "priority": "high"}, "ids": [row["id"]]},
        expect=201,
    )
    picture = await world.agent.client.post("/api/uploads", content=PNG)
    await world.deliver({"data": {"event_type": "post.create", "payload": {"text": "our parked words"}}})
    (parked,) = await world.rows("SELECT id FROM envelopes WHERE state = 'parked'")
    return {
        "envelope_id": parked.id,
        "conversation_id": row["id"],
        "message_id": reply["id"],
        "tag_id": tag["id"],
        "macro_id": macro["id"],
        "token_id": token["token"]["id"],
        "invitation_id": invited["invitation"]["id"],
        "team_id": world.team_id,
        "account_id": world.account.id,
        "user_id": world.agent.id,
        "place": 0,
        "view_id": view["id"],
        "bulk_id": bulk["id"],
        "upload_id": picture.json()["id"],
        **await of_people(world),
    }


async def waiting(world: World) -> dict[str, int]:
    """A rule of ours, a reply that waits for the owner's yes because of it, and one that waits for its time."""
    rule = {"name": "our rule", "conditions": {"words": ["our waiting words"]}, "steps": [{"admins": True}]}
    made = await world.owner.send("POST", "/api/approval-rules", rule, expect=201)
    conversation, *_ = await world.rows("SELECT id FROM conversations ORDER BY id")
    approval = await world.reply(world.agent, conversation.id, "our waiting words")
    picture = await world.agent.client.post("/api/uploads", content=PNG)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    later = await world.reply(
        world.agent, conversation.id, "our later words", send_at=tomorrow, attachments=[{"id": picture.json()["id"]}]
    )
    return {"rule_id": made["id"], "approval_id": approval["id"], "scheduled_id": later["id"]}


async def subscribed(world: World) -> dict[str, int]:
    """A browser that is pushed to."""
    device = await world.agent.send("POST", "/api/notifications/devices", SUBSCRIPTION, expect=201)
    return {"device_id": device["id"]}


async def elsewhere(world: World) -> dict[str, int]:
    """A Slack of ours, and a mail that waits."""
    values = {"workspace": world.workspace_id, "owner": world.owner.id}
    await world.rows(
        "INSERT INTO slack_connections (workspace_id, sealed, team_id, team, connected_by, trouble)"
        " VALUES (:workspace, '', 'our id', 'our team', :owner, 'our trouble')",
        **values,
    )
    mail = "INSERT INTO mailings (workspace_id, user_id, tries, reason) VALUES (:workspace, :owner, 1, 'our reason')"
    await world.rows(mail, **values)
    return {}


async def listed(world: World) -> dict[str, int]:
    """A spam word of ours."""
    word = await world.owner.send("POST", "/api/spam-words", {"word": "our word"}, expect=201)
    return {"word_id": word["id"]}


async def of_people(world: World) -> dict[str, int]:
    """One of everything about people, customers and ours."""
    await world.deliver(x.mention("our other customer's words", author="7777"))
    first, second, *_ = await world.rows("SELECT id FROM contacts ORDER BY id")
    identity, *_ = await world.rows("SELECT id FROM identities ORDER BY id")
    card = f"/api/contacts/{first.id}"
    note = await world.agent.send("POST", f"{card}/notes", {"text": "our note on them"}, expect=201)
    merge = await world.agent.send("POST", f"{card}/merges", {"gone_id": second.id}, expect=201)
    await world.agent.send("PUT", f"{card}/mute", {"kind": "muted", "reason": "our reason"})
    field = await world.owner.send("POST", "/api/contact-fields", {"name": "our field", "kind": "text"}, expect=201)
    return {
        "contact_id": first.id,
        "identity_id": identity.id,
        "other_id": second.id,
        "note_id": note["id"],
        "merge_id": merge["id"],
        "field_id": field["id"],
        **await subscribed(world),
        **await elsewhere(world),
        **await listed(world),
        **await waiting(world),
        **await promised(world),
    }


async def promised(world: World) -> dict[str, int]:
    """Hours and a policy of ours."""
    await world.owner.send("PUT", "/api/business-hours", clocks.HOURS)
    for whose in (f"accounts/{world.account.id}", f"teams/{world.team_id}"):
        await world.owner.send("PUT", f"/api/{whose}/business-hours", clocks.HOURS)
    policy = await world.owner.send("POST", "/api/sla-policies", clocks.policy(name="our promise"), expect=201)
    return {"policy_id": policy["id"]}


async def written(world: World, conversation_id: int) -> dict[str, int]:
    """A face, a macro and a draft of ours; the macro."""
    await world.agent.client.put("/api/session/photo", content=PNG)
    draft = {"mode": "public", "text": "our draft"}
    await world.agent.send("PUT", f"/api/conversations/{conversation_id}/draft", draft)
    macro = {"scope": "workspace", "name": "our macro", "text": "our words"}
    return await world.owner.send("POST", "/api/macros", macro, expect=201)


_ACCOUNTS = {
    ("POST", "/api/accounts"): {"network": "x", "name": "n", "settings": {}},
    ("POST", "/api/accounts/{account_id}/history"): {"days": 1},
}


def bodies(filled: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """A good body for each route that takes one: what is refused is then refused for who asks, not for what they say."""
    return {
        **_ACCOUNTS,
        ("POST", "/api/invitations"): {"email": "a@b.c", "role": "agent"},
        ("POST", "/api/tags"): {"name": "theirs"},
        ("POST", "/api/macros"): {"scope": "workspace", "name": "theirs", "text": "theirs"},
        ("PUT", "/api/macros/{macro_id}"): {"scope": "workspace", "name": "theirs", "text": "theirs"},
        ("PUT", "/api/conversations/{conversation_id}/draft"): {"mode": "public", "text": "theirs"},
        ("PATCH", "/api/workspace"): {"signing": "off"},
        ("POST", "/api/teams"): {"name": "theirs"},
        ("POST", "/api/tokens"): {"name": "theirs", "scopes": ["read"]},
        ("PUT", "/api/conversations/{conversation_id}/priority"): {"priority": "high"},
        ("PUT", "/api/conversations/{conversation_id}/tags"): {"tag_ids": [filled["tag_id"]]},
        ("POST", "/api/conversations/{conversation_id}/notes"): {"text": "theirs"},
        ("POST", "/api/conversations/{conversation_id}/resolution"): {"reason": "spam"},
        ("POST", "/api/conversations/{conversation_id}/replies"): {
            "visibility": "public",
            "text": "theirs",
            "client_ref": "0e7ad584-7788-4ab1-95a6-ca0a5b444cbb",
        },
        ("POST", "/api/replies/{message_id}/settle"): {"outcome": "sent"},
        ("PUT", "/api/conversations/{conversation_id}/snooze"): {
            "until": (datetime.now(UTC) + timedelta(days=1)).isoformat()
        },
        ("POST", "/api/saved-views"): {"name": "theirs", "query": {}},
        ("POST", "/api/bulk-actions"): {
            "action": {"do": "resolve", "reason": "spam"},
            "ids": [filled["conversation_id"]],
        },
        ("PUT", "/api/session/presence"): {"present": True},
        ("POST", "/api/operations/envelopes/replays"): {"ids": [filled["envelope_id"]]},
        ("POST", "/api/operations/envelopes/dismissals"): {"ids": [filled["envelope_id"]], "reason": "theirs"},
        ("POST", "/api/operations/events/replays"): {"items": [{"event_id": 1, "reader": "decide"}]},
        ("POST", "/api/operations/events/dismissals"): {
            "items": [{"event_id": 1, "reader": "decide"}],
            "reason": "theirs",
        },
        ("POST", "/api/operations/jobs/replays"): {"ids": [1]},
        ("POST", "/api/operations/jobs/dismissals"): {"ids": [1], "reason": "theirs"},
    }


def bodies_of_people(filled: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """The same for the routes of people, of messages and of approvals."""
    rule = {"name": "theirs", "conditions": {}, "steps": [{"admins": True}]}
    return {
        ("POST", "/api/approval-rules"): rule,
        ("PUT", "/api/approval-rules/{rule_id}"): rule,
        ("PUT", "/api/approval-rules/{rule_id}/place"): {"place": 0},
        ("POST", "/api/approvals/{approval_id}/rejection"): {"note": "theirs"},
        ("POST", "/api/conversations/{conversation_id}/approval-need"): {"visibility": "public"},
        ("PUT", "/api/conversations/{conversation_id}/language"): {"language": "tr"},
        ("PATCH", "/api/scheduled/{scheduled_id}"): {"now": True},
        ("POST", "/api/messages/{message_id}/moderations"): {"deed": "delete", "why": "mistake"},
        ("POST", "/api/spam-words"): {"word": "theirs"},
        ("PUT", "/api/notifications/slack"): {"token": "theirs"},
        ("POST", "/api/contacts/{contact_id}/notes"): {"text": "theirs"},
        ("POST", "/api/contacts/{contact_id}/merges"): {"gone_id": filled["contact_id"]},
        ("PUT", "/api/contacts/{contact_id}/mute"): {"kind": "muted", "reason": "theirs"},
        ("PATCH", "/api/contact-notes/{note_id}"): {"text": "theirs"},
        ("POST", "/api/contact-fields"): {"name": "theirs", "kind": "text"},
        ("PUT", "/api/accounts/{account_id}/business-hours"): clocks.HOURS,
        ("PUT", "/api/teams/{team_id}/business-hours"): clocks.HOURS,
        ("PUT", "/api/sla-policies/{policy_id}"): clocks.policy(name="theirs"),
        ("PUT", "/api/sla-policies/order"): {"ids": []},
    }


async def ask(person: Person, method: str, path: str, filled: dict[str, Any]) -> Any:
    shape = re.sub(r"\{(\w+):\w+\}", r"{\1}", path)
    url = re.sub(r"\{(\w+)\}", lambda match: str(filled[match[1]]), shape)
    given = bodies(filled) | bodies_of_people(filled)
    return await person.client.request(method, url, json=given.get((method, shape), {}))


async def test_the_unsigned_are_refused_everywhere(world: World, filled: dict[str, Any]) -> None:
    nobody = Person(world.agent.actor, world.web)
    for method, path, _ in GUARDED:
        answer = await ask(nobody, method, path, filled)
        assert (answer.status_code, answer.json().get("code")) == (401, "not_signed_in"), (method, path, answer.text)
    assert (await world.web.get("/api/live")).status_code == 401


async def test_a_stranger_finds_nothing_of_ours(world: World, filled: dict[str, Any]) -> None:
    before = await state(world)
    stranger = await world.other_workspace()
    for method, path, _ in GUARDED:
        if (method, path) == ("DELETE", "/api/session"):
            continue
        answer = await ask(stranger, method, path, filled)
        named = "{" in path
        if named:
            assert answer.status_code == 404, (method, path, answer.text)
        elif (method, path) not in OWN:
            assert answer.status_code in {200, 201, 400, 422}, (method, path, answer.text)
        assert "our" not in answer.text.replace("your", "").replace("hour", ""), (method, path, answer.text)
        assert "Ann Agent" not in answer.text
        assert "Bakery" not in answer.text
    assert await state(world) == before


KEPT = (
    "conversations",
    "messages",
    "moderations",
    "approvals",
    "approval_askings",
    "approval_rules",
    "scheduled_replies",
    "notes",
    "tags",
    "macros",
    "spam_words",
    "business_hours",
    "sla_policies",
    "clocks",
    "drafts",
    "teams",
    "invitations",
    "api_tokens",
    "accounts",
    "memberships",
    "member_photos",
    "envelopes",
    "saved_views",
    "bulk_items",
    "contacts",
    "identities",
    "contact_notes",
    "contact_fields",
    "contact_merges",
    "slack_connections",
    "mailings",
)


async def state(world: World) -> list[Any]:
    """Everything of our workspace that a stranger could try to change."""
    return [
        [
            str(row)
            for row in await world.rows(
                f"SELECT * FROM {table} WHERE workspace_id = :w ORDER BY 1, 2", w=world.workspace_id
            )
        ]
        for table in KEPT
    ]


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_is_refused_what_it_may_not_do(world: World, filled: dict[str, Any], role: Role) -> None:
    person = await world.person(f"A {role}", role)
    for method, path, opt in GUARDED:
        permission: Permission | None = opt["permission"]
        if permission is None or permission in PERMISSIONS[role]:
            continue
        answer = await ask(person, method, path, filled)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (method, path)


async def test_an_agent_sees_only_what_their_teams_have(world: World, filled: dict[str, Any]) -> None:
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    path = f"/api/conversations/{filled['conversation_id']}"
    assert (await world.agent.client.get(path)).status_code == 404
    assert (await world.agent.client.get(f"{path}/timeline")).status_code == 404
    assert (await world.agent.get("/api/conversations", view="all"))["items"] == []
    assert (await world.owner.get(path))["team_id"] == team["id"]
    await world.owner.send("POST", f"{path}/notes", {"text": "look", "mentions": [world.agent.id]}, expect=201)
    assert (await world.agent.get(path))["id"] == filled["conversation_id"]
