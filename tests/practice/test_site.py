"""The practice site as its page and its brand use it: over HTTP, against a real database."""

import asyncio
from collections.abc import Coroutine

import msgspec
import pytest
from sqlalchemy import text

from heard.app.services import assemble
from heard.app.web import Web
from heard.kit.http import Answer
from heard.kit.settings import Settings
from heard.practice import queries, service
from heard.practice.models import Item
from tests.practice.conftest import Practice
from tests.serving import served


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["code"]


async def test_the_site_names_its_brand(practice: Practice) -> None:
    found = (await practice.http.call("GET", f"{practice.url}/practice/api/site")).json()
    assert found == {"site": practice.site.key, "name": "Acme", "brand": {"handle": "acme", "name": "Acme"}}


async def test_customers_are_made_up_with_a_colour_and_a_handle_of_their_own(practice: Practice) -> None:
    made = (await practice.post("/profiles", handle="@Anna_1", name="Anna")).json()
    assert made["handle"] == "anna_1"
    assert made["avatar_color"] in service.COLORS
    assert made["is_brand"] is False
    assert code(await practice.post("/profiles", handle="ANNA_1", name="Other")) == (409, "handle_taken")
    assert code(await practice.post("/profiles", handle="an na", name="Anna")) == (422, "handle_invalid")
    assert code(await practice.post("/profiles", handle="café", name="Anna")) == (422, "handle_invalid")
    assert code(await practice.post("/profiles", handle="ok", name="  ")) == (422, "name_invalid")
    assert code(await practice.post("/profiles", handle="ok", name="Ok", is_brand=True)) == (400, "invalid")
    listed = (await practice.get("/profiles")).json()["items"]
    assert [(each["handle"], each["is_brand"]) for each in listed] == [("acme", True), ("anna_1", False)]


async def test_a_discussion_is_shown_newest_post_first_and_comments_as_they_were_made(practice: Practice) -> None:
    await practice.join("anna", "ben")
    first = (await practice.post("/posts", **{"as": "anna", "text": " hello\x00 ", "kind": "post"})).json()
    review = (await practice.post("/posts", **{"as": "ben", "text": "good", "kind": "review", "rating": 4})).json()
    one = (await practice.post(f"/posts/{first['id']}/comments", **{"as": "ben", "text": "one"})).json()
    answer = {"as": "anna", "text": "two", "parent_id": one["id"]}
    two = (await practice.post(f"/posts/{first['id']}/comments", **answer)).json()
    items = (await practice.get("/posts?as=anna")).json()["items"]
    assert [each["id"] for each in items] == [review["id"], first["id"]]
    assert (items[0]["kind"], items[0]["rating"], items[1]["rating"]) == ("review", 4, None)
    assert items[1]["text"] == "hello"
    assert [(each["id"], each["parent_id"]) for each in items[1]["comments"]] == [
        (one["id"], None),
        (two["id"], one["id"]),
    ]
    assert set(items[1]["comments"][0]) == {
        "id",
        "author",
        "text",
        "at",
        "edited_at",
        "deleted_at",
        "parent_id",
        "reactions",
        "pictures",
        "liked",
        "hidden",
    }
    assert set(items[1]["author"]) == {"handle", "name", "avatar_color"}


async def test_words_are_bounded_and_a_review_has_a_rating(practice: Practice) -> None:
    await practice.join("anna")
    for body, expected in (
        ({"text": "x" * 2001, "kind": "post"}, (422, "text_too_long")),
        ({"text": "x" * 5001, "kind": "post"}, (400, "invalid")),
        ({"text": " \x00 ", "kind": "post"}, (422, "text_empty")),
        ({"text": "good", "kind": "review"}, (422, "rating_needed")),
        ({"text": "good", "kind": "post", "rating": 3}, (422, "rating_needed")),
        ({"text": "good", "kind": "review", "rating": 6}, (400, "invalid")),
        ({"text": "good", "kind": "advert"}, (400, "invalid")),
    ):
        assert code(await practice.post("/posts", **{"as": "anna", **body})) == expected
    assert (await practice.post("/posts", **{"as": "anna", "text": "x" * 2000})).status == 201
    assert (await practice.post("/messages", **{"as": "anna", "text": "x" * 5000})).status == 201


async def test_only_its_author_changes_something_and_deleted_words_are_shown_to_nobody(practice: Practice) -> None:
    await practice.join("anna", "ben")
    made = (await practice.post("/posts", **{"as": "anna", "text": "secret"})).json()
    item = f"{practice.open}/items/{made['id']}"

    async def patch(who: str, text: str) -> Answer:
        return await practice.http.call("PATCH", item, json={"as": who, "text": text})

    assert code(await patch("ben", "mine now")) == (403, "not_theirs")
    changed = (await patch("anna", "less secret")).json()
    assert changed["text"] == "less secret"
    assert changed["edited_at"]
    assert code(await practice.http.call("DELETE", f"{item}?as=ben")) == (403, "not_theirs")
    assert (await practice.http.call("DELETE", f"{item}?as=anna")).status == 204
    assert code(await practice.http.call("DELETE", f"{item}?as=anna")) == (409, "gone")
    assert code(await patch("anna", "back again")) == (409, "gone")
    comment = {"as": "ben", "text": "what was it?"}
    assert code(await practice.post(f"/posts/{made['id']}/comments", **comment)) == (409, "gone")
    shown = (await practice.get("/posts")).json()["items"][0]
    assert shown["text"] == ""
    assert shown["deleted_at"]


async def test_nobody_speaks_as_the_brand_through_the_open_address(practice: Practice) -> None:
    await practice.join("anna")
    made = (await practice.post("/posts", **{"as": "anna", "text": "hello @acme"})).json()
    said = (await practice.as_brand("POST", "comments", {"in_reply_to": str(made["id"]), "text": "hi"})).json()
    words = {"as": "Acme", "text": "we are sorry"}
    for answer in (
        await practice.post("/posts", **words),
        await practice.post("/messages", **words),
        await practice.post(f"/posts/{made['id']}/comments", **words),
        await practice.http.call("PATCH", f"{practice.open}/items/{said['id']}", json=words),
        await practice.http.call("DELETE", f"{practice.open}/items/{said['id']}?as=@acme"),
        await practice.get("/messages?as=acme"),
    ):
        assert code(answer) == (403, "brand_refused")
    for token in ("wrong", "Bearer", practice.site.key, practice.site.app_secret):
        headers = {"authorization": f"Bearer {token}"}
        answer = await practice.http.call("GET", f"{practice.url}/practice/api/brand/me", headers=headers)
        assert code(answer) == (401, "token_refused")


async def test_one_site_does_not_reach_into_another(practice: Practice) -> None:
    await practice.join("anna")
    made = (await practice.post("/posts", **{"as": "anna", "text": "hello"})).json()
    async with practice.services.database.transaction() as session:
        other = await service.create_site(session, practice.site.workspace_id + 500_000, "Other")
        stranger = await service.create_profile(session, other, handle="anna", name="Anna")
        brand = await service.create_brand(session, other, handle="other", name="Other")
    theirs = f"{practice.url}/practice/api/{other.key}"
    words = {"as": "anna", "text": "mine"}
    assert code(await practice.http.call("PATCH", f"{theirs}/items/{made['id']}", json=words)) == (404, "not_found")
    answer = await practice.http.call("POST", f"{theirs}/posts/{made['id']}/comments", json=words)
    assert code(answer) == (404, "not_found")
    comment = {"in_reply_to": str(made["id"]), "text": "hi"}
    assert code(await practice.as_brand("POST", "comments", comment, brand.access_token)) == (404, "not_found")
    message = {"to": str(stranger.id), "text": "hi"}
    assert code(await practice.as_brand("POST", "messages", message)) == (404, "unknown_profile")
    assert code(await practice.http.call("GET", f"{practice.url}/practice/api/nothing/posts")) == (404, "not_found")


async def test_private_words_can_be_answered_for_a_day(practice: Practice) -> None:
    await practice.join("anna", "ben")
    await practice.post("/messages", **{"as": "anna", "text": "hello"})
    async with practice.services.database.transaction() as session:
        people = {name: await queries.profile(session, practice.site.id, name) for name in ("anna", "ben")}
    anna, ben = ({"to": str(each.id), "text": "hi"} for each in people.values() if each)

    async def last_word(age: str) -> None:
        async with practice.services.database.transaction() as session:
            await session.execute(text(f"UPDATE practice_items SET at = now() - interval '{age}'"))

    await last_word("23 hours 59 minutes")
    assert (await practice.as_brand("POST", "messages", anna)).status == 201
    await last_word("24 hours")
    assert code(await practice.as_brand("POST", "messages", anna)) == (403, "window_closed")
    # To who never wrote in private a brand may write first, and go on until it is answered.
    for _ in range(2):
        assert (await practice.as_brand("POST", "messages", ben)).status == 201
    await last_word("3 days")
    assert (await practice.as_brand("POST", "messages", ben)).status == 201
    # What was written again opens the window again, even if it was deleted meanwhile.
    again = (await practice.post("/messages", **{"as": "anna", "text": "still there?"})).json()
    await practice.http.call("DELETE", f"{practice.open}/items/{again['id']}?as=anna")
    assert (await practice.as_brand("POST", "messages", anna)).status == 201


async def test_the_brand_says_twice_what_it_is_told_twice(practice: Practice) -> None:
    await practice.join("anna")
    assert (await practice.post("/messages", **{"as": "anna", "text": "hello"})).status == 201
    me = (await practice.as_brand("GET", "me")).json()
    assert me == {"id": str(practice.brand.id), "handle": "acme", "name": "Acme"}
    async with practice.services.database.transaction() as session:
        anna = await queries.profile(session, practice.site.id, "@Anna")
    assert anna
    words = {"to": str(anna.id), "text": "hi", "client_ref": "r1"}
    one, two = [(await practice.as_brand("POST", "messages", words)).json() for _ in range(2)]
    assert one["client_ref"] == two["client_ref"] == "r1"
    assert one["id"] != two["id"]
    listed = (await practice.get("/messages?as=anna")).json()["items"]
    assert [(each["from"], each["to"], each["text"]) for each in listed] == [
        ("anna", "acme", "hello"),
        ("acme", "anna", "hi"),
        ("acme", "anna", "hi"),
    ]
    me = {"to": str(practice.brand.id), "text": "to myself"}
    assert code(await practice.as_brand("POST", "messages", me)) == (404, "not_found")
    for wrong in ("0", "-1", "9" * 30, "x"):
        body = {"to": wrong, "text": "hi"}
        assert code(await practice.as_brand("POST", "messages", body)) == (400, "invalid")


async def test_a_site_takes_thirty_things_in_ten_seconds_however_they_come(practice: Practice) -> None:
    await practice.join("anna")

    async def write(number: int) -> int:
        return (await practice.post("/messages", **{"as": "anna", "text": str(number)})).status

    statuses = await asyncio.gather(*(write(number) for number in range(40)))
    assert statuses.count(201) == service.BURST - 1  # making up Anna was the first thing
    assert statuses.count(429) == 11
    refused = await practice.post("/profiles", handle="spam", name="Spam")
    assert code(refused) == (429, "too_fast")
    assert int(refused.headers["retry-after"]) == service.BURST_SECONDS


async def test_all_is_off_unless_the_operator_turns_it_on(practice: Practice) -> None:
    services = assemble(Settings(), practice.services.url)
    async with served(Web(services)) as url:
        practice.http._backend._allow |= {url.split("/")[2]}
        headers = {"authorization": f"Bearer {practice.token}"}
        for path in ("site", f"{practice.site.key}/posts", "brand/me"):
            answer = await practice.http.call("GET", f"{url}/practice/api/{path}", headers=headers)
            assert code(answer) == (404, "practice_off")
    await services.database.close()


async def test_a_page_of_another_site_cannot_write_here(practice: Practice) -> None:
    await practice.join("anna")
    words = {"as": "anna", "text": "from elsewhere"}
    headers = {"sec-fetch-site": "cross-site"}
    answer = await practice.http.call("POST", f"{practice.open}/messages", headers=headers, json=words)
    assert answer.status == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"as": 1}', b"{" * 1000, b'{"as":"anna","text":"\\ud800"}'])
async def test_a_body_of_the_wrong_form_is_refused_politely(practice: Practice, body: bytes) -> None:
    await practice.join("anna")
    headers = {"content-type": "application/json"}
    answer = await practice.http.call("POST", f"{practice.open}/messages", headers=headers, body=body)
    assert answer.status in {400, 201}
    if answer.status == 201:
        assert msgspec.json.decode(answer.body)["text"]


async def test_a_brand_may_publish_and_is_answered(practice: Practice) -> None:
    await practice.join("anna")
    async with practice.services.database.transaction() as session:
        news = await service.publish(session, practice.brand, text="We have news.")
        assert isinstance(news, Item)
    answer = await practice.post(f"/posts/{news.id}/comments", **{"as": "anna", "text": "what?"})
    assert answer.status == 201


async def test_brand_and_customers_who_speak_at_once_do_not_block_each_other(practice: Practice) -> None:
    names = [f"c{number}" for number in range(6)]
    await practice.join(*names)
    root = (await practice.post("/posts", **{"as": "c0", "text": "hello", "kind": "post"})).json()["id"]

    def customer(name: str) -> Coroutine[None, None, Answer]:
        return practice.post("/messages", **{"as": name, "text": "hi"})

    def brand() -> Coroutine[None, None, Answer]:
        return practice.as_brand("POST", "comments", {"in_reply_to": str(root), "text": "hi"})

    for _ in range(4):
        answers = await asyncio.gather(*(customer(name) for name in names), *(brand() for _ in range(6)))
        assert {answer.status for answer in answers} <= {201, 429}
