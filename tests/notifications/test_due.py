"""Who is told that an answer is due soon, and that it is overdue."""

from heard.accounts.permissions import Role
from tests.factories import practice
from tests.factories.clocks import late, mark_due
from tests.factories.world import Person, World


async def told(person: Person) -> list[str]:
    return [each["kind"] for each in (await person.get("/api/notifications"))["items"]]


async def given(world: World, conversation_id: int, assignee_id: int | None) -> None:
    path = f"/api/conversations/{conversation_id}/assignment"
    await world.owner.send("PUT", path, {"team_id": world.team_id, "assignee_id": assignee_id})
    await world.read_log()
    await world.rows("DELETE FROM notifications")


async def test_who_has_it_is_warned_and_told_with_those_who_lead(world: World) -> None:
    lead, other = await world.person("Lea Lead", Role.LEAD), await world.person("Bob")
    account = await practice.connect(world)
    await given(world, await late(world, account, hours=20), world.agent.id)
    await mark_due(world)
    assert (await told(world.agent), await told(lead), await told(world.owner)) == (["due_soon"], [], [])
    await world.rows("UPDATE clocks SET due_at = now() - interval '1 minute'")
    for _ in range(2):
        await mark_due(world)
    assert await told(world.agent) == ["overdue", "due_soon"]
    assert (await told(lead), await told(world.owner), await told(other)) == (["overdue"], ["overdue"], [])


async def test_where_nobody_has_it_those_who_lead_are_warned(world: World) -> None:
    lead = await world.person("Lea Lead", Role.LEAD)
    account = await practice.connect(world)
    await late(world, account, hours=20)
    await mark_due(world)
    assert (await told(lead), await told(world.owner), await told(world.agent)) == (["due_soon"], ["due_soon"], [])


async def test_a_lead_who_has_it_is_told_once(world: World) -> None:
    account = await practice.connect(world)
    await given(world, await late(world, account), world.owner.id)
    await mark_due(world)
    assert await told(world.owner) == ["overdue"]


async def test_everybody_chooses(world: World) -> None:
    choice = {"kind": "overdue", "in_app": False, "push": False, "sound": False}
    await world.owner.send("PUT", "/api/notifications/choices", {"choices": [choice]})
    account = await practice.connect(world)
    await late(world, account)
    await mark_due(world)
    assert await told(world.owner) == []
