"""What is X's alone: its handshake, its signatures, its double."""

import time

import pytest

from heard.channels.adapters.x import signing
from heard.channels.adapters.x.adapter import X
from heard.channels.adapters.x.outgoing import failure
from heard.channels.base import (
    Accepted,
    Answered,
    Connection,
    Outbound,
    RawRequest,
    Reauth,
    Rejected,
    Retry,
    Said,
    SendError,
    Unknown,
    Visibility,
)
from heard.channels.doubles.misbehaviour import broken, duplicate, hangs_after
from heard.channels.doubles.oauth import Checker
from heard.channels.doubles.x import XAccount, XDouble
from heard.kit.http import Answer, Http
from tests.channels.networks import NETWORKS
from tests.serving import Receive, Receiver, Scope, Send, host, served


def x(secret: str) -> X:
    settings = X.Settings(consumer_key="k", consumer_secret=secret, access_token="t", access_token_secret="s")
    return X(Connection(settings, "1", "@us", Http()))


# ---- vectors: computed independently of this code --------------------------------------------------------------------


def test_the_challenge_is_answered_as_documented() -> None:
    answer = x("test_consumer_secret").verify(RawRequest("GET", {}, {"crc_token": "challenge123"}, b""))
    assert isinstance(answer, Answered)
    assert answer.body == b'{"response_token":"sha256=bduFTUKxcpX6V/Na8ySV0jg4oI1UGafJHo/L5CYtzIo="}'


def test_a_webhook_is_signed_as_documented() -> None:
    headers = {"x-twitter-webhooks-signature": "sha256=ZtOrArigqhsnhqXSqoIvYihS0oITRkDaqDg0zDgmPMY="}
    request = RawRequest("POST", headers, {}, b'{"data":{"event_uuid":"1"}}')
    assert x("test_consumer_secret").verify(request) == Accepted()


def test_oauth_signs_as_in_the_example_of_x() -> None:
    # "Creating a signature" in X's documentation; there the status and the flag travel as form and query parameters.
    parameters = {
        "include_entities": "true",
        "oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog",
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "oauth_version": "1.0",
        "status": "Hello Ladies + Gentlemen, a signed OAuth request!",
    }
    signature = signing.sign(
        "post",
        "https://api.twitter.com/1.1/statuses/update.json",
        parameters,
        consumer_secret="kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token_secret="LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    assert signature == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="
    del parameters["include_entities"]
    with_query = signing.sign(
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
        parameters,
        consumer_secret="kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token_secret="LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    assert with_query == signature


def test_oauth_signs_as_in_rfc_5849() -> None:
    # RFC 5849 §1.2: the request for a photograph, with the signature printed there.
    parameters = {
        "file": "vacation.jpg",
        "size": "original",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_nonce": "chapoH",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_token": "nnch734d00sl2jdk",
    }
    signature = signing.sign(
        "GET",
        "http://photos.example.net/photos",
        parameters,
        consumer_secret="kd94hf93k423kf44",
        token_secret="pfkkdhi9sl3r4s00",
    )
    assert signature == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


# ---- the double ------------------------------------------------------------------------------------------------------

MINE = XAccount()
URL = "https://api.x.com/2/tweets"


def header(**changes: str) -> str:
    values = {
        "consumer_key": MINE.consumer_key,
        "consumer_secret": MINE.consumer_secret,
        "token": MINE.access_token,
        "token_secret": MINE.access_token_secret,
        **changes,
    }
    method, url = values.pop("method", "POST"), values.pop("url", URL)
    timestamp = int(values.pop("timestamp", str(int(time.time()))))
    return signing.authorization(method, url, **values, timestamp=timestamp)


def checker() -> Checker:
    return Checker(MINE.consumer_key, MINE.consumer_secret, MINE.access_token, MINE.access_token_secret)


def test_the_double_believes_a_right_signature_once() -> None:
    double, right = checker(), header()
    assert double.refusal("POST", URL, "", right) is None
    assert double.refusal("POST", URL, "", right) == "the nonce was used before"
    assert double.refusal("POST", URL, "a=b%20c&a=1", header(url=f"{URL}?a=b%20c&a=1")) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"consumer_secret": "wrong"},
        {"token_secret": "wrong"},
        {"consumer_key": "wrong"},
        {"token": "wrong"},
        {"method": "GET"},
        {"url": "https://api.x.com/2/users/me"},
        {"url": "http://api.x.com/2/tweets"},
        {"timestamp": "1700000000"},
    ],
)
def test_the_double_refuses_a_wrong_signature(changes: dict[str, str]) -> None:
    assert checker().refusal("POST", URL, "", header(**changes)) is not None


@pytest.mark.parametrize("authorization", ["", "Bearer x", "OAuth ", 'OAuth oauth_signature=""', "OAuth nonsense"])
def test_the_double_refuses_what_is_no_signature(authorization: str) -> None:
    assert checker().refusal("POST", URL, "", authorization) is not None


def out(visibility: Visibility, text: str) -> Outbound:
    network = NETWORKS["x"]
    reply_to = network.answered if visibility == "public" else None
    thread = f"post:{network.answered}:{network.customer}" if visibility == "public" else f"dm:{network.customer}"
    return Outbound(visibility, "comment", thread, network.customer, text, "ref", reply_to)


async def test_each_thing_said_comes_back_as_an_echo_our_adapter_understands() -> None:
    network, receiver = NETWORKS["x"], Receiver()
    async with served(receiver) as hook:
        double = XDouble(webhook=f"{hook}/hooks/x/key", http=Http(allow=[host(hook)]))
        double.authors[network.answered] = network.customer
        async with served(double) as url:
            channel = network.channel(url, timeout=2.0)
            public = await channel.send(out("public", "in public"))
            private = await channel.send(out("private", "in private"))
            double.next(hangs_after())
            with pytest.raises(Unknown):
                await channel.send(out("public", "did it go out?"))
            await double.settle()
    echoes: list[Said] = []
    for headers, body in receiver.requests:
        request = RawRequest("POST", headers, {}, body)
        assert channel.verify(request) == Accepted()
        echoes += [item for item in channel.parse(request) if isinstance(item, Said)]
    found = {each.text: each for each in echoes}
    assert found["in public"].external_id == public.external_id
    assert found["in private"].external_id == private.external_id
    assert found["did it go out?"].thread_key == f"post:{network.answered}:{network.customer}"
    assert all(each.ours and each.peer.external_id == network.customer for each in echoes)


async def test_the_double_serves_under_a_path_of_another_application() -> None:
    double = XDouble()

    async def mounting(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["path"].startswith("/doubles/x/")
        await double(scope, receive, send)

    async with served(mounting) as url:
        channel = NETWORKS["x"].channel(f"{url}/doubles/x")
        assert (await channel.identify()).handle == "@ExampleUser"
        await channel.send(out("private", "hello"))
    assert [(each.kind, each.text, each.to) for each in double.said] == [("message", "hello", NETWORKS["x"].customer)]


async def test_the_double_misbehaves_by_rule_until_the_rule_goes() -> None:
    double = XDouble()
    async with served(double) as url:
        channel = NETWORKS["x"].channel(url)
        double.rules.append(lambda request: duplicate() if request.path == "/2/tweets" else None)
        with pytest.raises(Rejected):
            await channel.send(out("public", "one"))
        assert (await channel.send(out("private", "two"))).external_id
        double.rules.clear()
        double.next(broken(503))
        with pytest.raises(Retry):
            await channel.send(out("public", "three"))
        assert (await channel.send(out("public", "three"))).external_id
    assert (double.count("one"), double.count("two"), double.count("three")) == (0, 1, 1)


async def test_the_double_refuses_an_app_it_does_not_know() -> None:
    double = XDouble(account=XAccount(consumer_secret="another"))
    async with served(double) as url:
        with pytest.raises(Reauth):
            await NETWORKS["x"].channel(url).identify()
    assert double.said == []


@pytest.mark.parametrize(
    ("status", "problem", "kind", "code"),
    [
        (400, b'{"title":"Invalid Request","detail":"One or more"}', Rejected, "400"),
        (401, b"", Reauth, "401"),
        (402, b"{}", Rejected, "402"),
        (403, b'{"type":"https://api.x.com/2/problems/client-forbidden"}', Rejected, "client-forbidden"),
        (403, b'{"type":"https://api.x.com/2/problems/usage-capped"}', Rejected, "usage-capped"),
        (404, b'{"type":"https://api.x.com/2/problems/resource-not-found"}', Rejected, "resource-not-found"),
        (409, b"[1]", Rejected, "409"),
        (429, b'{"type":"about:blank"}', Retry, "rate_limited"),
        (429, b'{"type":"https://api.x.com/2/problems/usage-capped"}', Rejected, "usage-capped"),
        (500, b"oops", Unknown, "network_trouble"),
        (502, b"", Unknown, "network_trouble"),
        (503, b"", Retry, "unavailable"),
        (504, b"", Unknown, "network_trouble"),
        (302, b"", Rejected, "302"),
        (403, b'{"type": 5, "detail": ["x"], "title": {}}', Rejected, "5"),
    ],
)
def test_each_error_of_x_means_one_thing(status: int, problem: bytes, kind: type[SendError], code: str) -> None:
    error = failure(Answer(status, {}, problem))
    assert type(error) is kind
    assert error.code == code
    assert error.detail
