"""What the brand does with words on the practice site: seen by customers, told by webhooks, done twice without harm."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from heard.practice import queries, service
from heard.practice.models import Profile
from tests.practice.conftest import Practice
from tests.practice.test_site import code


@pytest.fixture
async def comment(practice: Practice) -> Any:
    """Anna's comment under a post of the brand."""
    await practice.join("anna", "ben")
    async with practice.services.database.transaction() as session:
        news = await service.publish(session, practice.brand, text="We have news.")
    said = {"as": "anna", "text": "BUY FOLLOWERS"}
    return (await practice.post(f"/posts/{news.id}/comments", **said)).json()


async def seen_by(practice: Practice, handle: str) -> Any:
    posts = (await practice.get(f"/posts?as={handle}")).json()["items"]
    return next(each for post in posts for each in post["comments"])


async def told(practice: Practice) -> list[tuple[str, bool]]:
    await practice.deliver()
    events = [msgspec.json.decode(body) for _, body in practice.receiver.requests]
    return [(each["kind"], bool(each["item"]["root"] and each["item"]["root"]["by_brand"])) for each in events]


async def test_a_hidden_comment_is_seen_by_its_author_alone(practice: Practice, comment: Any) -> None:
    path = f"items/{comment['id']}/hidden"
    for _ in range(2):
        assert (await practice.as_brand("PUT", path)).json()["hidden"] is True
    hers, his = await seen_by(practice, "anna"), await seen_by(practice, "ben")
    assert (hers["text"], hers["hidden"]) == ("BUY FOLLOWERS", True)
    assert (his["text"], his["hidden"]) == ("", True)
    assert (await practice.as_brand("DELETE", path)).json()["hidden"] is False
    assert (await seen_by(practice, "ben"))["text"] == "BUY FOLLOWERS"
    assert await told(practice) == [
        ("post.created", False),
        ("comment.created", True),
        ("comment.hidden", True),
        ("comment.shown", True),
    ]


async def test_likes_are_shown_and_taken_back(practice: Practice, comment: Any) -> None:
    path = f"items/{comment['id']}/like"
    for _ in range(2):
        assert (await practice.as_brand("PUT", path)).json()["liked"] is True
    assert (await seen_by(practice, "ben"))["liked"] is True
    assert (await practice.as_brand("DELETE", path)).json()["liked"] is False
    assert [kind for kind, _ in await told(practice)][2:] == ["comment.liked", "comment.unliked"]


async def test_the_brand_follows_people_but_not_itself(practice: Practice, comment: Any) -> None:
    del comment
    people = {each.handle: each.id for each in await profiles(practice)}
    path = f"profiles/{people['anna']}/follow"
    for _ in range(2):
        assert (await practice.as_brand("PUT", path)).json() == {"id": str(people["anna"]), "followed": True}
    shown = {each["handle"]: each["followed"] for each in (await practice.get("/profiles")).json()["items"]}
    assert (shown["anna"], shown["ben"]) == (True, False)
    assert (await practice.as_brand("DELETE", path)).json()["followed"] is False
    for other in (practice.brand.id, 999_999):
        assert (await practice.as_brand("PUT", f"profiles/{other}/follow")).status == 404


async def profiles(practice: Practice) -> Sequence[Profile]:
    async with practice.services.database.transaction() as session:
        return await queries.profiles(session, practice.brand.site_id)


async def test_the_brand_deletes_its_own_and_hides_only_under_its_own_posts(practice: Practice, comment: Any) -> None:
    answer = (await practice.as_brand("POST", "comments", {"in_reply_to": str(comment["id"]), "text": "No."})).json()
    assert code(await practice.as_brand("DELETE", f"items/{comment['id']}")) == (403, "not_theirs")
    assert code(await practice.as_brand("PUT", f"items/{answer['id']}/hidden")) == (403, "not_our_post")
    assert (await practice.as_brand("DELETE", f"items/{answer['id']}")).json()["deleted"] is True
    assert code(await practice.as_brand("DELETE", f"items/{answer['id']}")) == (409, "gone")
    theirs = (await practice.post("/posts", **{"as": "anna", "text": "@acme hello", "kind": "post"})).json()
    said = (await practice.post(f"/posts/{theirs['id']}/comments", **{"as": "ben", "text": "hi"})).json()
    for each in (theirs["id"], said["id"]):
        assert code(await practice.as_brand("PUT", f"items/{each}/hidden")) == (403, "not_our_post")
    assert code(await practice.as_brand("PUT", "items/999999/like")) == (404, "not_found")
    assert code(await practice.as_brand("PUT", f"items/{comment['id']}/like", token="wrong")) == (401, "token_refused")
