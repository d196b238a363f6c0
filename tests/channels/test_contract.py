"""What every network's adapter promises of the door and of translating: one test over all of them."""

from pathlib import Path

import msgspec
import pytest

from heard.channels.base import (
    Accepted,
    Answered,
    Deleted,
    Edited,
    Inbound,
    RawRequest,
    Refused,
    Replayed,
    Revoked,
    Said,
    Visibility,
    text_length,
)
from heard.channels.registry import CHANNELS
from heard.channels.service import fields
from heard.conversations.policy import Facts, reply_policy
from heard.kit.time import now
from tests.channels.networks import NETWORKS, RECEIVED, Network, each_fixture, each_network


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


# ---- before sending --------------------------------------------------------------------------------------------------


@each_network
@pytest.mark.parametrize("visibility", ["public", "private"])
def test_a_text_that_is_too_long_is_refused_before_it_is_sent(network: Network, visibility: Visibility) -> None:
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
