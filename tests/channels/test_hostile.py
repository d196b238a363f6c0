"""What the world may send: each network's adapter parses it or parks it, and nothing else, quickly."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.channels.base import CannotParse, Channel, Inbound
from tests.channels.networks import Network, each_fixture, each_network

quickly = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
often = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
@often
@given(body=anything)
def test_any_json_is_parsed_or_parked(network: Network, body: Any) -> None:
    endure(network.channel(), network, msgspec.json.encode(body))


@each_network
@often
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
