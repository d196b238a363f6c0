"""What every network's adapter promises: one test over all of them."""

import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.channels.base import (
    Accepted,
    Answered,
    CannotParse,
    Channel,
    Connection,
    Deleted,
    Edited,
    Inbound,
    Outbound,
    RawRequest,
    Reauth,
    Refused,
    Rejected,
    Replayed,
    Retry,
    Revoked,
    Said,
    Unknown,
    text_length,
)
from heard.channels.doubles.misbehaviour import (
    Misbehaviour,
    broken,
    cannot_message,
    drops_after,
    duplicate,
    garbage,
    hangs_after,
    hangs_before,
    not_summoned,
    partial,
    slow,
    usage_capped,
)
from heard.channels.registry import CHANNELS
from heard.channels.service import fields
from heard.conversations.policy import Facts, reply_policy
from heard.kit.time import now
from tests.channels.networks import NETWORKS, RECEIVED, Double, Network
from tests.serving import closed_port, served

FIXTURES = [(network, path) for network in NETWORKS.values() for path in network.fixtures()]
each_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=list(NETWORKS))
each_fixture = pytest.mark.parametrize(("network", "path"), FIXTURES, ids=[f"{n.name}/{p.stem}" for n, p in FIXTURES])
quickly = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def test_every_network_is_tested() -> None:
    assert set(NETWORKS) == set(CHANNELS)
    for name, kind in CHANNELS.items():
        assert kind.network == name
        assert kind.title


# ---- the door --------------------------------------------------------------------------------------------------------


@each_network
def test_what_is_not_signed_by_the_network_is_refused(network: Network) -> None:
    channel = network.channel()
    body = network.fixtures()[0].read_bytes()
    good = network.request(body)
    assert channel.verify(good) == Accepted()
    signature = good.headers[network.header]
    forged = {
        "none": None,
        "empty": "",
        "another": network.signature(body + b" "),
        "bare": signature.partition("=")[2],
        "cut": signature[:-1],
        "longer": signature + "0",
        "not ascii": "sha256=é",
        "upper": signature.upper(),
    }
    for name, value in forged.items():
        headers = {key: each for key, each in good.headers.items() if key != network.header}
        if value is not None:
            headers[network.header] = value
        assert isinstance(channel.verify(RawRequest("POST", headers, {}, body)), Refused), name
    for changed in (body + b" ", body[:-1], b""):
        assert isinstance(channel.verify(RawRequest("POST", good.headers, {}, changed)), Refused)


@each_network
def test_a_get_is_a_handshake_or_refused_and_never_kept(network: Network) -> None:
    channel = network.channel()
    for query in ({}, {"crc_token": "x"}, {"crc_token": ""}, {"hub.challenge": "x"}):
        assert isinstance(channel.verify(RawRequest("GET", {}, query, b"")), Refused | Answered)


# ---- translating -----------------------------------------------------------------------------------------------------


@each_fixture
def test_each_captured_delivery_says_what_is_written_beside_it(network: Network, path: Path) -> None:
    items = network.channel().parse(network.request(path.read_bytes()))
    expected = path.parent.parent / "expected" / path.name
    assert msgspec.json.decode(msgspec.json.encode(list(items))) == msgspec.json.decode(expected.read_bytes())
    assert msgspec.convert(msgspec.json.decode(expected.read_bytes()), list[Inbound]) == list(items)


@each_fixture
def test_parsing_again_says_the_same_again(network: Network, path: Path) -> None:
    request = network.request(path.read_bytes())
    assert network.channel().parse(request) == network.channel().parse(request)


@each_fixture
def test_ids_are_text_times_know_their_zone_and_threads_belong_to_one_person(network: Network, path: Path) -> None:
    channel = network.channel()
    for item in channel.parse(network.request(path.read_bytes())):
        if isinstance(item, Said | Edited | Deleted):
            assert isinstance(item.external_id, str)
            assert item.external_id
            assert item.at.tzinfo is not None
        if isinstance(item, Said):
            assert isinstance(item.peer.external_id, str)
            assert item.peer.external_id not in {"", network.own_id}
            assert item.thread_key.endswith(f":{item.peer.external_id}")
            assert item.ours or item.visibility == "private" or item.reply_to
            if item.visibility == "private":
                assert item.thread_key == channel.private_key(item.peer.external_id)


@each_fixture
def test_the_door_reads_the_same_person_as_the_parser(network: Network, path: Path) -> None:
    request = network.request(path.read_bytes())
    key = network.channel().peer_key(request)
    people = {item.peer.external_id for item in network.channel().parse(request) if isinstance(item, Said)}
    assert key is None or not people or {key} == people


@each_network
def test_every_declared_capability_is_seen_in_a_captured_delivery(network: Network) -> None:
    channel = network.channel()
    items = [item for path in network.fixtures() for item in channel.parse(network.request(path.read_bytes()))]
    said = [item for item in items if isinstance(item, Said)]
    can = channel.capabilities
    seen = {
        "public": any(each.visibility == "public" for each in said),
        "private": any(each.visibility == "private" for each in said),
        "edits": any(isinstance(each, Edited) for each in items),
        "deletes": any(isinstance(each, Deleted) for each in items),
        "reviews": any(each.rating is not None for each in said),
    }
    assert seen == {name: getattr(can, name) for name in seen}
    assert {each.visibility for each in said if each.ours} == {each.visibility for each in said}, "echoes of both"


@each_network
def test_a_replayed_post_passes_the_door_and_says_what_it_should(network: Network) -> None:
    channel = network.channel()
    post = Replayed("987654321", RECEIVED, "555", "Hello “world” 你好 🎉")
    delivery = channel.replay(post)
    request = RawRequest("POST", delivery.headers, {}, delivery.body, RECEIVED)
    assert channel.verify(request) == Accepted()
    (said,) = channel.parse(request)
    assert isinstance(said, Said)
    assert (said.external_id, said.text, said.at, said.ours) == ("987654321", post.text, RECEIVED, False)
    assert said.peer.external_id == "555"
    assert said.visibility == "public"
    assert said.reply_to == "987654321"
    assert channel.peer_key(request) == "555"


# ---- what the world may send -----------------------------------------------------------------------------------------

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**40), max_value=10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "0", "\x00", "٣", "9" * 5000, "NaN", "2026-13-45", "0001-01-01T00:00:00+23:00", "1e400"]),
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every place inside a JSON value."""
    yield here
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in children:
        yield from paths(inner, (*here, key))


def replaced(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    """The value with something else at a place; without that place, when `new` is `...`."""
    if not way:
        return {} if new is ... else new
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    if new is ... and len(way) == 1:
        del copied[way[0]]
    else:
        copied[way[0]] = replaced(value[way[0]], way[1:], new)
    return copied


def endure(channel: Channel, network: Network, body: bytes) -> None:
    """Parse, and let nothing but CannotParse out, in little time, with values that can be kept."""
    request = network.request(body)
    began = time.perf_counter()
    channel.peer_key(request)
    try:
        items = channel.parse(request)
    except CannotParse:
        return
    finally:
        assert time.perf_counter() - began < 1
    assert items
    written = msgspec.json.encode(list(items))
    assert msgspec.json.decode(written, type=list[Inbound]) == list(items), "each field is of its declared type"


HOSTILE: list[Any] = [
    ...,
    None,
    True,
    0,
    -1,
    1.5,
    10**40,
    2**63,
    "",
    "x",
    "\x00",
    "9" * 5000,
    "NaN",
    "2026-13-45",
    "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:59:59-23:00",
    [],
    [None],
    [[1]],
    {},
    {"id": {}},
    {"": None},
]


@each_fixture
def test_no_value_anywhere_breaks_the_parser(network: Network, path: Path) -> None:
    channel, body = network.channel(), msgspec.json.decode(path.read_bytes())
    for way in paths(body):
        for value in HOSTILE:
            endure(channel, network, msgspec.json.encode(replaced(body, way, value)))


@each_fixture
@quickly
@given(data=st.data())
def test_a_delivery_changed_anywhere_is_parsed_or_parked(network: Network, path: Path, data: st.DataObject) -> None:
    body = msgspec.json.decode(path.read_bytes())
    way = data.draw(st.sampled_from(sorted(paths(body), key=str)))
    changed = replaced(body, way, data.draw(st.just(...) | anything))
    endure(network.channel(), network, msgspec.json.encode(changed))


@each_network
@settings(quickly, max_examples=100)
@given(body=anything)
def test_any_json_is_parsed_or_parked(network: Network, body: Any) -> None:
    endure(network.channel(), network, msgspec.json.encode(body))


@each_network
@settings(quickly, max_examples=100)
@given(body=st.binary(max_size=200))
def test_any_bytes_are_parsed_or_parked(network: Network, body: bytes) -> None:
    endure(network.channel(), network, body)


@each_fixture
def test_a_delivery_cut_anywhere_is_parked(network: Network, path: Path) -> None:
    body = path.read_bytes().strip()
    channel = network.channel()
    for end in range(0, len(body), max(1, len(body) // 200)):
        with pytest.raises(CannotParse):
            channel.parse(network.request(body[:end]))
        channel.peer_key(network.request(body[:end]))


@each_network
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b'{"data": null}',
        b'{"data": {}}',
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"data":' * 50_000,
        b'{"item":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"data":' * 500 + b"1" + b"}" * 500,
        b'{"kind": 1' + b"0" * 100_000 + b"}",
        b'{"data": {"event_type": "post.delete", "payload": {"id": 1' + b"0" * 6000 + b"}}}",
        b'{"kind": "post.deleted", "item": {"id": 1' + b"0" * 6000 + b"}}",
        b'{"kind":"post.created","item":' + b"[" * 900 + b"]" * 900 + b"}",
    ],
    ids=range(17),
)
def test_hostile_bodies_are_parked(network: Network, body: bytes) -> None:
    with pytest.raises(CannotParse):
        network.channel().parse(network.request(body))
    endure(network.channel(), network, body)


# ---- sending ---------------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """A network's adapter, bound to its fake server."""

    network: Network
    double: Double
    channel: Channel

    def out(self, visibility: str = "public", text: str = "Hello.", **changes: Any) -> Outbound:
        thread = f"post:{self.network.answered}:{self.network.customer}"
        public = visibility == "public"
        values: dict[str, Any] = {
            "visibility": visibility,
            "kind": "comment" if public else "dm",
            "thread_key": thread if public else self.channel.private_key(self.network.customer),
            "peer": self.network.customer,
            "text": text,
            "client_ref": "ref",
            "reply_to": self.network.answered if public else None,
        }
        return Outbound(**{**values, **changes})


@pytest.fixture(params=NETWORKS)
async def line(request: pytest.FixtureRequest) -> AsyncGenerator[Line]:
    network = NETWORKS[request.param]
    double = network.double()
    async with served(double) as url:
        yield Line(network, double, network.channel(url, timeout=0.5))


BOTH = pytest.mark.parametrize("visibility", ["public", "private"])


@BOTH
async def test_a_reply_gets_a_receipt_and_is_said_once(line: Line, visibility: str) -> None:
    receipt = await line.channel.send(line.out(visibility))
    assert receipt.external_id
    assert receipt.thread_key in {None, line.channel.private_key(line.network.customer)}
    assert line.double.count("Hello.") == 1


async def test_the_network_says_who_we_are(line: Line) -> None:
    identity = await line.channel.identify()
    assert identity.external_id == line.network.own_id
    assert identity.handle == line.network.own_handle
    assert identity.name


async def test_a_public_reply_without_a_post_is_rejected_unsent(line: Line) -> None:
    with pytest.raises(Rejected):
        await line.channel.send(line.out(reply_to=None))
    assert line.double.count("Hello.") == 0


@BOTH
async def test_a_rate_limit_is_tried_again_when_the_network_says(line: Line, visibility: str) -> None:
    for limit in line.network.rate_limits:
        line.double.next(limit)
        with pytest.raises(Retry) as caught:
            await line.channel.send(line.out(visibility))
        assert caught.value.code == "rate_limited"
        assert caught.value.after is not None
        assert 1 <= caught.value.after <= 60
    assert line.double.count("Hello.") == 0


@pytest.mark.parametrize("value", ["nan", "inf", "-5", "1e300", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", ""])
async def test_a_strange_pause_becomes_a_sane_one(line: Line, value: str) -> None:
    line.double.next(Misbehaviour("answer", status=429, headers={"retry-after": value}))
    with pytest.raises(Retry) as caught:
        await line.channel.send(line.out())
    assert caught.value.after is not None
    assert 1 <= caught.value.after <= 86_400


UNKNOWN = {
    "hangs before": hangs_before(),
    "hangs after": hangs_after(),
    "drops after": drops_after(),
    "garbage": garbage(),
    "partial": partial(),
    "500": broken(500),
    "500 after": broken(500, accepts=True),
    "502": broken(502, accepts=True),
    "504": broken(504),
}


@BOTH
@pytest.mark.parametrize("wrong", UNKNOWN)
async def test_without_a_clear_answer_the_outcome_is_unknown(line: Line, visibility: str, wrong: str) -> None:
    line.double.next(UNKNOWN[wrong])
    with pytest.raises(Unknown):
        await line.channel.send(line.out(visibility))
    assert line.double.count("Hello.") == (1 if UNKNOWN[wrong].accepts else 0)


@BOTH
async def test_an_unavailable_network_is_tried_again(line: Line, visibility: str) -> None:
    line.double.next(broken(503))
    with pytest.raises(Retry):
        await line.channel.send(line.out(visibility))
    assert line.double.count("Hello.") == 0


async def test_a_slow_answer_is_waited_for(line: Line) -> None:
    line.double.next(slow(0.2))
    assert (await line.channel.send(line.out())).external_id


@BOTH
async def test_a_dead_token_asks_for_a_new_one(line: Line, visibility: str) -> None:
    line.double.next(line.network.dead_token)
    with pytest.raises(Reauth):
        await line.channel.send(line.out(visibility))
    line.double.next(line.network.dead_token)
    with pytest.raises(Reauth):
        await line.channel.identify()


@pytest.mark.parametrize("refuse", [duplicate, cannot_message, not_summoned, usage_capped])
async def test_a_refusal_is_for_good_and_says_why(refuse: Any, line: Line) -> None:
    if line.network.name != "x" and refuse is usage_capped:
        return  # the words of X alone
    line.double.next(refuse())
    with pytest.raises(Rejected) as caught:
        await line.channel.send(line.out())
    assert caught.value.detail == refuse().body["detail"]


@each_network
async def test_a_network_that_cannot_be_reached_is_tried_again(network: Network) -> None:
    channel = network.channel(closed_port())
    for call in (channel.send(Line(network, network.double(), channel).out()), channel.identify()):
        with pytest.raises(Retry):
            await call


@each_network
async def test_a_private_address_that_is_not_allowed_is_never_called(network: Network) -> None:
    double = network.double()
    async with served(double) as url:
        channel = network.channel("http://127.0.0.1:1")
        bound = CHANNELS[network.name](_bound(channel, network, url))
        with pytest.raises(Rejected):
            await bound.send(Line(network, double, bound).out())
    assert double.count("Hello.") == 0


def _bound(channel: Channel, network: Network, url: str) -> Any:
    return Connection(network.settings(url), network.own_id, network.own_handle, channel._sender._http)  # type: ignore[attr-defined]  # both adapters keep it there


async def test_words_of_every_script_arrive_as_they_were(line: Line) -> None:
    text = 'Grüße 你好 привет çğş 👨‍👩‍👧 <b>&amp; "quoted" \\ / \u2028 end'
    await line.channel.send(line.out(text=text))
    assert line.double.count(text) == 1


# ---- before sending --------------------------------------------------------------------------------------------------


@each_network
@BOTH
def test_a_text_that_is_too_long_is_refused_before_it_is_sent(network: Network, visibility: Any) -> None:
    can = CHANNELS[network.name].capabilities
    facts = Facts("ok", visibility, has_thread=True, last_inbound_at=now())
    most = can.max_text_public if visibility == "public" else can.max_text_private
    for text, code in (("x" * most, None), ("x" * (most + 1), "too_long")):
        refusal = reply_policy(can, facts, now=now(), length=text_length(text, can.text_unit))
        assert (refusal.code if refusal else None) == code


@each_network
def test_the_form_of_a_network_hides_its_secrets_and_explains_itself(network: Network) -> None:
    form = {each["name"]: each for each in fields(network.name)}
    assert form
    assert any(each["secret"] for each in form.values())
    for name, each in form.items():
        assert each["title"] != name
        assert each["help"]
        assert each["secret"] or "secret" not in name


def test_a_revoked_permission_is_told() -> None:
    network = NETWORKS["x"]
    body = (Path(__file__).parent / "x/fixtures/xaa_oauth_revoke.json").read_bytes()
    assert isinstance(network.channel().parse(network.request(body))[0], Revoked)
