"""Signing in, sessions, tokens, invitations, and what each role may change."""

from typing import Any

import httpx
import pytest

from heard.accounts.permissions import Role
from tests.factories.world import PASSWORD, World

ANN = {"email": "ann@example.com", "password": PASSWORD}


async def test_the_first_user_is_made_in_the_browser_once(web: httpx.AsyncClient) -> None:
    assert (await web.get("/api/setup")).json()["needed"] is True
    first = {"workspace_name": "Bakery", "name": "Olga", "email": " Olga@Example.com ", "password": PASSWORD}
    weak = await web.post("/api/setup", json={**first, "password": "short"})
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    answer = await web.post("/api/setup", json=first)
    assert answer.status_code == 201
    assert (answer.json()["role"], answer.json()["user"]["email"]) == ("owner", "olga@example.com")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await web.get("/api/session")).json()["workspace"]["name"] == "Bakery"
    assert (await web.get("/api/setup")).json()["needed"] is False
    again = await web.post("/api/setup", json=first)
    assert (again.status_code, again.json()["code"]) == (409, "already_set_up")


async def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(world: World) -> None:
    answers = [
        await world.web.post("/api/session", json=body)
        for body in ({**ANN, "password": "wrong wrong wrong"}, {"email": "nobody@example.com", "password": PASSWORD})
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert (await world.web.post("/api/session", json=ANN)).status_code == 201


async def test_guessing_slows_down(world: World) -> None:
    codes = [
        (await world.web.post("/api/session", json={**ANN, "password": f"guess number {n}"})).status_code
        for n in range(9)
    ]
    assert codes[:5] == [401] * 5
    assert codes[-1] == 429
    right = await world.web.post("/api/session", json=ANN)
    assert (right.status_code, right.json()["code"]) == (429, "too_many_attempts")
    assert int(right.headers["retry-after"]) > 0
    await world.rows("UPDATE sign_in_attempts SET last_at = last_at - interval '2 hours'")
    assert (await world.web.post("/api/session", json=ANN)).status_code == 201


async def test_signing_out_ends_the_session(world: World) -> None:
    await world.agent.send("DELETE", "/api/session", expect=204)
    answer = await world.agent.client.get("/api/views")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_a_session_ends_when_its_time_is_over(world: World) -> None:
    await world.rows("UPDATE sign_ins SET expires_at = now() - interval '1 second'")
    assert (await world.agent.client.get("/api/views")).status_code == 401


@pytest.mark.parametrize("headers", [{"x-csrf-token": ""}, {"x-csrf-token": "guess"}])
async def test_a_request_from_another_site_changes_nothing(world: World, headers: dict[str, str]) -> None:
    answer = await world.agent.client.post("/api/tags", json={"name": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_refused")
    elsewhere = await world.web.post("/api/session", json=ANN, headers={"sec-fetch-site": "cross-site"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "csrf_refused")


async def test_tokens_act_within_their_scopes_until_removed(world: World) -> None:
    made = await world.owner.send("POST", "/api/tokens", {"name": "reader", "scopes": ["read"]}, expect=201)
    bearer = {"authorization": f"Bearer {made['secret']}"}
    assert (await world.web.get("/api/conversations", headers=bearer)).status_code == 200
    refused = await world.web.post("/api/tags", json={"name": "x"}, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    listed = (await world.owner.get("/api/tokens"))["items"]
    assert listed[0]["id"] == made["token"]["id"]
    assert "secret" not in listed[0]
    (row,) = await world.rows("SELECT token_digest, last_used_at FROM api_tokens")
    assert made["secret"].encode() not in row.token_digest
    assert row.last_used_at is not None
    await world.owner.send("DELETE", f"/api/tokens/{made['token']['id']}", expect=204)
    assert (await world.web.get("/api/conversations", headers=bearer)).status_code == 401
    writer = await world.owner.send("POST", "/api/tokens", {"name": "writer", "scopes": ["read", "write"]}, expect=201)
    bearer = {"authorization": f"Bearer {writer['secret']}"}
    assert (await world.web.post("/api/tags", json={"name": "x"}, headers=bearer)).status_code == 201
    await world.rows("UPDATE api_tokens SET expires_at = now() - interval '1 second'")
    assert (await world.web.get("/api/tags", headers=bearer)).status_code == 401


async def test_a_colleague_joins_by_link(world: World) -> None:
    body = {"email": "New@Example.com", "role": "agent", "team_ids": [world.team_id]}
    made = await world.owner.send("POST", "/api/invitations", body, expect=201)
    address, token = made["link"].split("#")
    assert address.endswith("/invite")
    assert (await world.web.post("/api/invitation-lookup", json={"token": token})).json() == {
        "workspace_name": "Bakery",
        "email": "new@example.com",
        "role": "agent",
        "invited_by": "Olga Owner",
    }
    accepted = {"token": token, "name": "Nina New", "password": PASSWORD}
    answer = await world.web.post("/api/invitation-acceptance", json=accepted)
    assert (answer.status_code, answer.json()["team_ids"]) == (201, [world.team_id])
    assert (await world.web.post("/api/invitation-acceptance", json=accepted)).json()["code"] == "invitation_not_found"
    again = await world.owner.send("POST", "/api/invitations", body, expect=409)
    assert again["code"] == "already_member"


async def test_an_old_or_withdrawn_invitation_opens_nothing(world: World) -> None:
    for statement, code in (
        ("UPDATE invitations SET expires_at = now()", "invitation_expired"),
        ("DELETE FROM invitations", "invitation_not_found"),
    ):
        made = await world.owner.send(
            "POST", "/api/invitations", {"email": "new@example.com", "role": "viewer"}, expect=201
        )
        token = made["link"].partition("#")[2]
        await world.rows(statement)
        answer = await world.web.post(
            "/api/invitation-acceptance", json={"token": token, "name": "N", "password": PASSWORD}
        )
        assert answer.json()["code"] == code


async def test_somebody_with_a_user_proves_it_to_join_another_workspace(world: World) -> None:
    stranger = await world.other_workspace()
    made = await stranger.send("POST", "/api/invitations", {"email": ANN["email"], "role": "lead"}, expect=201)
    token = made["link"].partition("#")[2]
    body = {"token": token, "name": "not Ann", "password": "wrong wrong wrong"}
    assert (await world.web.post("/api/invitation-acceptance", json=body)).json()["code"] == "wrong_credentials"
    joined = (await world.web.post("/api/invitation-acceptance", json={**body, "password": PASSWORD})).json()
    assert (joined["user"]["name"], joined["workspace"]["name"]) == ("Ann Agent", "Another company")


async def test_who_is_deactivated_is_out_at_once(world: World) -> None:
    await world.owner.send("PATCH", f"/api/members/{world.agent.id}", {"active": False})
    assert (await world.agent.client.get("/api/views")).status_code == 401
    assert (await world.web.post("/api/session", json=ANN)).status_code == 401


async def test_a_workspace_keeps_an_owner_and_only_owners_make_owners(world: World) -> None:
    admin = await world.person("Ada", Role.ADMIN)
    refused: list[Any] = [
        await world.owner.send("PATCH", f"/api/members/{world.owner.id}", {"role": "agent"}, expect=409),
        await world.owner.send("PATCH", f"/api/members/{world.owner.id}", {"active": False}, expect=409),
        await admin.send("PATCH", f"/api/members/{world.agent.id}", {"role": "owner"}, expect=403),
        await admin.send("PATCH", f"/api/members/{world.owner.id}", {"role": "agent"}, expect=403),
        await admin.send("POST", "/api/invitations", {"email": "a@b.c", "role": "owner"}, expect=403),
    ]
    assert [each["code"] for each in refused] == [
        "last_owner",
        "last_owner",
        "owners_only",
        "owners_only",
        "owners_only",
    ]
    await world.owner.send("PATCH", f"/api/members/{admin.id}", {"role": "owner"})
    await world.owner.send("PATCH", f"/api/members/{world.owner.id}", {"role": "viewer"})


async def test_teams_are_made_changed_and_removed_while_nothing_needs_them(world: World) -> None:
    made = await world.owner.send("POST", "/api/teams", {"name": "Night", "member_ids": [world.agent.id]}, expect=201)
    path = f"/api/teams/{made['id']}"
    assert (await world.owner.send("POST", "/api/teams", {"name": "Night"}, expect=409))["code"] == "team_exists"
    changed = await world.owner.send("PATCH", path, {"name": "Late", "is_default": True})
    assert (changed["name"], changed["is_default"], changed["member_ids"]) == ("Late", True, [world.agent.id])
    assert (await world.owner.send("DELETE", path, expect=409))["code"] == "team_in_use"
    await world.owner.send("PATCH", f"/api/teams/{world.team_id}", {"is_default": True})
    await world.owner.send("DELETE", path, expect=204)
    assert (await world.owner.send("DELETE", f"/api/teams/{world.team_id}", expect=409))["code"] == "team_in_use"


async def test_secrets_of_accounts_are_sealed_and_never_shown(world: World) -> None:
    (row,) = await world.rows("SELECT secrets, settings::text AS settings FROM accounts")
    shown = await world.owner.get(f"/api/accounts/{world.account.id}")
    for secret in ("a consumer secret", "an access token secret"):
        assert secret.encode() not in row.secrets
        assert secret not in row.settings
        assert secret not in str(shown)
    assert set(shown["secrets_set"]) >= {"consumer_secret", "access_token_secret"}
    (agents_view,) = (await world.agent.get("/api/accounts"))["items"]
    assert (agents_view["webhook_url"], agents_view["settings"]) == ("", {})


async def test_an_empty_secret_in_a_form_keeps_the_good_one(world: World) -> None:
    path = f"/api/accounts/{world.account.id}"
    await world.owner.send("PATCH", path, {"settings": {"consumer_key": "another key", "consumer_secret": ""}})
    from tests.factories import x

    await world.deliver(x.mention("still signed with the old secret"))
    assert (await world.only())["preview"] == "still signed with the old secret"
