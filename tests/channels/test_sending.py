"""What every network's adapter makes of its network's answers, good and bad: one test over all of them."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest

from heard.channels.base import (
    Channel,
    Connection,
    Deed,
    DeedKind,
    Moderating,
    Outbound,
    Reauth,
    Rejected,
    Retry,
    Unknown,
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
from heard.kit.http import Http
from tests.channels.networks import NETWORKS, Double, Network, each_network
from tests.serving import closed_port, served


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
        yield Line(network, double, network.channel(url, timeout=2.0))


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
    assert refuse().body["detail"] in caught.value.detail


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
        connection = Connection(network.settings(url), network.own_id, network.own_handle, Http())
        channel = CHANNELS[network.name](connection)
        with pytest.raises(Rejected):
            await channel.send(Line(network, double, channel).out())
    assert double.count("Hello.") == 0


# ---- doing something with what was said ------------------------------------------------------------------------------

DEEDS: tuple[tuple[DeedKind, str, bool], ...] = (
    ("like", "liked", True),
    ("unlike", "liked", False),
    ("hide", "hidden", True),
    ("show", "hidden", False),
)


async def do(line: Line, deed: DeedKind, external_id: str | None = None) -> None:
    assert isinstance(line.channel, Moderating)
    await line.channel.moderate(Deed(deed, external_id or line.network.answered))


def test_who_says_it_can_do_something_can_be_asked_to() -> None:
    for name, kind in CHANNELS.items():
        can = kind.capabilities
        able = can.can_like or can.can_hide or can.can_delete_own or can.can_delete_own_private or can.can_follow
        assert able == isinstance(NETWORKS[name].channel(), Moderating)


async def test_every_deed_is_done_and_done_again_without_harm(line: Line) -> None:
    for deed, what, on in DEEDS:
        for _ in range(2):
            await do(line, deed)
            assert line.double.stands(what, line.network.answered) is on
    following: tuple[tuple[DeedKind, bool], ...] = (("follow", True), ("unfollow", False))
    for deed, on in following:
        for _ in range(2):
            await do(line, deed, line.network.customer)
            assert line.double.stands("followed", line.network.customer) is on
    said = await line.channel.send(line.out())
    for _ in range(2):
        await do(line, "delete", said.external_id)
        assert line.double.stands("deleted", said.external_id)


@pytest.mark.parametrize("deed", ["like", "hide", "delete", "follow"])
async def test_a_deed_that_fails_says_how(line: Line, deed: DeedKind) -> None:
    said = await line.channel.send(line.out())
    for wrong, kind in (
        (line.network.rate_limits[0], Retry),
        (broken(503), Retry),
        (line.network.dead_token, Reauth),
        (not_summoned(), Rejected),
        (hangs_before(), Unknown),
        (broken(500), Unknown),
        (garbage(), Unknown),
        (partial(), Unknown),
    ):
        line.double.next(wrong)
        with pytest.raises(kind):
            await do(line, deed, said.external_id)


@pytest.mark.parametrize("strange", ["", "../1", "1/../2", "x", "1?a=b", "٣"])
async def test_an_id_that_is_none_is_never_part_of_an_address(line: Line, strange: str) -> None:
    assert isinstance(line.channel, Moderating)
    with pytest.raises(Rejected):
        await line.channel.moderate(Deed("like", strange))
    with pytest.raises(Rejected):
        await line.channel.moderate(Deed("follow", strange))


async def test_words_of_every_script_arrive_as_they_were(line: Line) -> None:
    text = 'Grüße 你好 привет çğş 👨‍👩‍👧 <b>&amp; "quoted" \\ / \u2028 end'
    await line.channel.send(line.out(text=text))
    assert line.double.count(text) == 1
