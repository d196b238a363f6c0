"""What a search finds and what it must not, in every language of the product, and for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from heard.channels.base import Deleted, Edited
from heard.conversations.asked import read
from heard.conversations.errors import SearchTooWide
from heard.conversations.queries import hits
from heard.conversations.service import Place, apply_changes, change_of
from heard.conversations.snippets import snippet
from heard.conversations.tasks import tokenise_rest
from tests.factories import x
from tests.factories.world import World

TEXTS = {
    "ru": "Где мой возврат? Ещё жду возврата за заказ TR-0765780",
    "tr": "Siparişim nerede? İstanbul'dan Iğdır'a gelmedi, iadesi de yok",
    "zh": "请问我的订单什么时候发货？退款还没有收到",
    "zh-Hant": "質量問題很多，客服也不回覆我的請求",
    "en": "My tracking number is missing and the refunds never arrived 👍 @delivery_desk #latebread",
    "other": "a number for tracking, by https://shop.example.com/orders/991",
}


@pytest.fixture
async def said(world: World) -> dict[str, int]:
    """A message in each language, each of another person; their conversations' ids."""
    for number, words in enumerate(TEXTS.values()):
        await world.deliver(x.message(words, author=f"9{number}"))
    rows = await world.rows("SELECT text, conversation_id FROM messages")
    return {name: row.conversation_id for name, text in TEXTS.items() for row in rows if row.text == text}


async def found(world: World, q: str, said: dict[str, int], **more: object) -> set[str]:
    page = await world.owner.get("/api/search", q=q, **more)
    names = {conversation: name for name, conversation in said.items()}
    return {names[item["conversation"]["id"]] for item in page["items"]}


EXPECTED: dict[str, set[str]] = {
    "возврат": {"ru"},
    "возвраты": {"ru"},
    "еще": {"ru"},
    "ЗАКАЗЫ": {"ru"},
    "приват": set(),
    "TR-0765780": {"ru"},
    "0765780": {"ru"},
    "sipariş": {"tr"},
    "siparisim": {"tr"},
    "SİPARİŞİMİZ": {"tr"},
    "ISTANBUL": {"tr"},
    "igdir": {"tr"},
    "iade": {"tr"},
    "订单": {"zh"},
    "訂單": {"zh"},
    "退": {"zh"},
    "货": {"zh"},
    "质量问题": {"zh-Hant"},
    "回复": {"zh-Hant"},
    "量很": set(),
    "什么发货": set(),
    "track": {"en", "other"},
    "tracking number": {"en", "other"},
    '"tracking number"': {"en"},
    "tracking -missing": {"other"},
    'tracking -"number for"': {"en"},
    "refund": {"en"},
    "👍": {"en"},
    "@delivery_desk": {"en"},
    "delivery_desk": {"en"},
    "#latebread": {"en"},
    "shop.example.com": {"other"},
    "example": {"other"},
    "991": {"other"},
    "nothing of the kind": set(),
    "tracking before:2020-01-01": set(),
    "tracking after:2020-01-01 is:new network:x": {"en", "other"},
    "tracking is:resolved": set(),
    "tracking has:attachment": set(),
    "from:@u94": {"en"},
    "tracking from:u94": {"en"},
    "tracking from:nobody": set(),
}


async def test_what_is_found_and_what_not(world: World, said: dict[str, int]) -> None:
    assert {q: await found(world, q, said) for q in EXPECTED} == EXPECTED
    assert {q: await found(world, q, said, sort="relevance") for q in EXPECTED} == EXPECTED
    counts = {q: await world.owner.get("/api/search/count", q=q) for q in EXPECTED}
    assert counts == {q: {"count": len(names), "capped": False} for q, names in EXPECTED.items()}


async def test_what_was_said_in_a_time(world: World) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    for hours, author in ((30, "71"), (20, "72"), (10, "73")):
        await world.deliver(x.message("the loaf is stale", author=author, at=now - timedelta(hours=hours)))

    async def said(**narrowed: Any) -> list[str]:
        page = await world.owner.get("/api/search", q=narrowed.pop("q", "loaf"), **narrowed)
        return [item["author"]["name"].removeprefix("User ") for item in page["items"]]

    def ago(hours: int) -> str:
        return (now - timedelta(hours=hours)).isoformat()

    assert await said(since=ago(20)) == ["73", "72"]
    assert await said(until=ago(20)) == ["71"]
    assert await said(since=ago(25), until=ago(15), sort="relevance") == ["72"]
    # What stands in the line counts besides.
    assert await said(q="loaf before:2020-01-01", until=ago(1)) == []
    assert await said(q="loaf after:2020-01-01", since=ago(20)) == ["73", "72"]
    assert (await world.owner.get("/api/search/count", q="loaf", since=ago(20)))["count"] == 2


def marked(item: dict[str, Any]) -> list[str]:
    """The highlighted parts of a snippet, cut as a browser cuts them."""
    units = item["snippet"].encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in item["ranges"]]


@pytest.mark.parametrize(
    ("text", "q", "marks"),
    [
        ("😀😀 Siparişim nerede?", "siparisim", ["Siparişim"]),
        ("我的訂單什麼時候發貨", "订单", ["訂單"]),
        ("我的订单", "訂單", ["订单"]),
        ("退款，退货", "退", ["退", "退"]),
        ("Где возврата ждать? Возврат!", "возврат", ["возврата", "Возврат"]),
        ("order TR-0765780.", "0765780", ["0765780"]),
        ("far " * 200 + "needle here", "needle", ["needle"]),
        ("nothing to mark", "need", []),
    ],
)
def test_the_words_found_are_marked_in_the_text_as_written(text: str, q: str, marks: list[str]) -> None:
    part, ranges = snippet(text, read(q).terms)
    assert marked({"snippet": part, "ranges": ranges}) == marks
    assert len(part) <= 242


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("", "nothing_to_search_for"),
        ("  …  ", "nothing_to_search_for"),
        ("-refund", "nothing_to_search_for"),
        ("bread before:yesterday", "bad_condition"),
        ("bread has:cheese", "bad_condition"),
        ("bread is:stale", "bad_condition"),
        ("from:", "bad_condition"),
        (" ".join(map(str, range(40))), "bad_condition"),
    ],
)
async def test_what_cannot_be_searched_for_is_said(world: World, q: str, code: str) -> None:
    answer = await world.owner.client.get("/api/search", params={"q": q})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_search_that_is_too_long_is_refused(world: World) -> None:
    assert (await world.owner.client.get("/api/search", params={"q": "x" * 301})).status_code == 400


async def test_replies_notes_and_edits_are_found_and_what_an_edit_took_away_is_not(world: World) -> None:
    first = x.mention("stale croissants", id="77")
    await world.deliver(first)
    row = await world.only()
    await world.reply(world.agent, row["id"], "we apologise profusely")
    await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", {"text": "call the miller"}, expect=201)
    for q, kind in (("croissant", "message"), ("apologise", "message"), ("miller", "note")):
        (item,) = (await world.owner.get("/api/search", q=q))["items"]
        assert (item["kind"], item["conversation"]["number"]) == (kind, row["number"])
    (item,) = (await world.owner.get("/api/search", q="apologise", direction="out"))["items"]
    assert item["author"]["name"] == "Ann Agent"
    assert (await world.owner.get("/api/search", q="miller", direction="out"))["items"] == []
    account = await world.services.directory.by_ids([world.account.id])
    place = Place(world.account.id, world.workspace_id, "x", account[world.account.id].team_id, timedelta(hours=24))
    async with world.services.database.transaction() as session:
        await apply_changes(session, [change_of(place, Edited("77", "stale baguettes", datetime.now(UTC)))])
    assert (await world.owner.get("/api/search", q="croissant"))["items"] == []
    assert len((await world.owner.get("/api/search", q="baguette"))["items"]) == 1
    async with world.services.database.transaction() as session:
        await apply_changes(session, [change_of(place, Deleted("77", datetime.now(UTC)))])
    (item,) = (await world.owner.get("/api/search", q="baguette"))["items"]
    assert item["deleted"]


async def test_an_agent_finds_only_what_they_may_see_and_a_stranger_nothing(world: World) -> None:
    await world.deliver(x.mention("stale croissants", author="5"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", {"text": "croissants again"}, expect=201)
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    stranger = await world.other_workspace()
    for person in (world.agent, stranger):
        for q in ("croissants", "User", str(row["number"]), f"#{row['number']}", "from:u5"):
            for sort in ("newest", "relevance"):
                page = await person.get("/api/search", q=q, sort=sort)
                assert page == {"items": [], "next_cursor": None, "conversation": None, "people": []}
            assert (await person.get("/api/search/count", q=q))["count"] == 0
            assert await person.get("/api/search/places", q=q) == {"conversation": None, "people": []}
    assert len((await world.owner.get("/api/search", q="croissants"))["items"]) == 2


async def test_a_number_leads_to_its_conversation_and_a_name_to_its_person(world: World) -> None:
    await world.deliver(x.message("hello", author="8001"), x.message("hello", author="8002"))
    rows = {row["contact"]["name"]: row for row in await world.conversations()}
    page = await world.owner.get("/api/search", q=f"#{rows['User 8001']['number']}")
    assert page["conversation"]["id"] == rows["User 8001"]["id"]
    places = await world.owner.get("/api/search/places", q=f"#{rows['User 8001']['number']}")
    assert places == {"conversation": page["conversation"], "people": []}
    for q in ("user 8001", "u800", "@u8001", "USER 8001"):
        page = await world.owner.get("/api/search", q=q)
        assert rows["User 8001"]["id"] in {each["conversation_id"] for each in page["people"]}
        assert (await world.owner.get("/api/search/places", q=q))["people"] == page["people"]
    await world.rows(
        "UPDATE identities SET name = 'Иван Ёлкин', tokens = NULL WHERE handle = '@u8001' OR handle = 'u8001'"
    )
    await tokenise_rest(world.services)
    (person,) = (await world.owner.get("/api/search", q="елкин"))["people"]
    assert (person["name"], person["conversation_id"]) == ("Иван Ёлкин", rows["User 8001"]["id"])


async def test_what_is_older_than_the_search_is_found_once_its_words_are_made(world: World) -> None:
    await world.deliver(x.mention("stale croissants"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", {"text": "croissants again"}, expect=201)
    await world.rows("UPDATE messages SET tokens = NULL")
    await world.rows("UPDATE notes SET tokens = NULL")
    assert (await world.owner.get("/api/search", q="croissants"))["items"] == []
    await tokenise_rest(world.services)
    assert len((await world.owner.get("/api/search", q="croissants"))["items"]) == 2


@pytest.mark.parametrize(("first", "long"), [(3, 5), (3, 40), (1, 1), (1000, 10_000)])
@pytest.mark.parametrize("sort", ["newest", "relevance"])
@pytest.mark.parametrize("q", ["bread", '"rye bread"'])
async def test_pages_follow_each_other_however_the_hits_are_come_by(
    world: World, monkeypatch: pytest.MonkeyPatch, first: int, long: int, sort: str, q: str
) -> None:
    await world.deliver(x.mention("bread"))
    await seed(world, [f"rye bread {at}" if at % 5 in {0, 1} else f"{at} bread" for at in range(30)])
    await world.rows(
        "INSERT INTO notes (workspace_id, conversation_id, author_id, text, at) SELECT workspace_id, "
        "conversation_id, :author, 'rye bread note', sort_at FROM messages WHERE text LIKE '%5'",
        author=world.agent.id,
    )
    await tokenise_rest(world.services)
    everything = [item["id"] for item in (await world.owner.get("/api/search", q=q, sort=sort, limit=50))["items"]]
    monkeypatch.setattr(hits, "FIRST_WALK", first)
    monkeypatch.setattr(hits, "LONG_WALK", long)
    monkeypatch.setattr(hits, "WINDOW", 40 * first)
    monkeypatch.setattr(hits, "EXAMINED", 20)
    if sort == "relevance":
        # It orders what one search finds, so that must be all of it here.
        monkeypatch.setattr(hits, "COMMON", 1000)
        monkeypatch.setattr(hits, "RARE", 1000)
        monkeypatch.setattr(hits, "EXAMINED", 1000)
    pages: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await world.owner.get("/api/search", q=q, sort=sort, limit=4, **cursor)
        pages += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(everything) == (15 if q.startswith('"') else 34)
    assert pages == everything


async def seed(world: World, texts: list[str]) -> None:
    """Messages in the only conversation, a second apart."""
    await world.rows(
        """
        INSERT INTO messages (workspace_id, conversation_id, thread_id, account_id, external_id, direction, visibility,
          author_kind, text, at, sort_at)
        SELECT m.workspace_id, m.conversation_id, m.thread_id, m.account_id, 's' || n, 'in', 'public', 'contact', t,
          m.at - n * interval '1 second', m.at - n * interval '1 second'
        FROM (SELECT * FROM messages LIMIT 1) m, unnest(cast(:texts AS text[])) WITH ORDINALITY AS new (t, n)
        """,
        texts=texts,
    )


async def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    for sort in ("newest", "relevance"):
        answer = await world.owner.client.get("/api/search", params={"q": "bread", "cursor": "WzFd", "sort": sort})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_a_search_that_takes_too_long_ends_and_says_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "LONGEST", "50ms")
    with pytest.raises(SearchTooWide, match="narrow it"):
        async with world.services.database.transaction() as session, hits.bounded(session):
            await session.execute(select(func.pg_sleep(30)))


async def test_words_are_found_inside_one_conversation(world: World) -> None:
    await world.deliver(x.message("the refund is late", author="2"), x.message("my refund too", author="3"))
    (first, second) = [row["id"] for row in (await world.owner.get("/api/conversations"))["items"]]
    await world.agent.send("POST", f"/api/conversations/{first}/notes", {"text": "refunds are slow"}, expect=201)
    path = f"/api/conversations/{first}/matches"
    items = (await world.agent.get(path, q="refunds"))["items"]
    assert [item["kind"] for item in items] == ["note", "message"]
    assert items[0]["ranges"] == [[0, 7]]
    assert (await world.agent.get(f"/api/conversations/{second}/matches", q="late"))["items"] == []
    empty = await world.agent.client.get(path)
    assert (empty.status_code, empty.json()["code"]) == (422, "nothing_to_search_for")
    stranger = await world.other_workspace()
    assert (await stranger.client.get(path, params={"q": "refund"})).status_code == 404
