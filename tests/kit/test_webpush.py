"""Web Push: the examples of RFC 8291, a token that proves who sends, and nothing that gives away what is said."""

from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from heard.kit.crypto import Vault
from heard.kit.webpush import MAX_PLAIN, Receiver, Sender, decode, encode, encrypt, request
from tests.factories.push_service import Browser, claims_of

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SALT = decode("DGv6ra1nlYgDCS1FRnbzlw")
AUTH = decode("BTBZMqHH6r4Tts7J_aSIgg")
OUR_PRIVATE = decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
THEIR_PRIVATE = decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
THEIR_PUBLIC = decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
MESSAGE = decode(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)
ENDPOINT = "https://push.example.net:8443/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"


def key(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())


def sender(contact: str = "") -> Sender:
    return Sender(Vault(b"a key for tests").derive("push", 48), contact=contact)


def test_the_example_of_the_standard_comes_out_byte_by_byte() -> None:
    receiver = Receiver(ENDPOINT, THEIR_PUBLIC, AUTH)
    assert encrypt(PLAIN, receiver, salt=SALT, private=key(OUR_PRIVATE)) == MESSAGE


def test_the_double_reads_the_example_of_the_standard() -> None:
    assert Browser(ENDPOINT, key(THEIR_PRIVATE), AUTH).read(MESSAGE) == PLAIN


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, MAX_PLAIN - 1, MAX_PLAIN])
def test_only_the_browser_reads_it_and_the_length_tells_little(length: int) -> None:
    browser, other = Browser(ENDPOINT), Browser(ENDPOINT)
    plain = b"x" * length
    _, body = request(sender(), browser.receiver, plain, ttl=60, urgency="high", topic="t", now=NOW)
    assert browser.read(body) == plain
    assert len(body) <= 4096
    assert len(body) == 4096 or (len(body) - 103) % 256 == 0
    with pytest.raises(InvalidTag):
        other.read(body)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        request(sender(), Browser(ENDPOINT).receiver, b"x" * (MAX_PLAIN + 1), ttl=1, urgency="low", topic="t", now=NOW)


def test_no_two_messages_are_alike() -> None:
    receiver = Browser(ENDPOINT).receiver
    bodies = {request(sender(), receiver, PLAIN, ttl=1, urgency="low", topic="t", now=NOW)[1][:86] for _ in range(20)}
    assert len(bodies) == 20


def test_the_headers_say_how_long_how_soon_and_what_it_replaces() -> None:
    headers, _ = request(sender(), Browser(ENDPOINT).receiver, PLAIN, ttl=60, urgency="high", topic="abc", now=NOW)
    wanted = {"content-encoding": "aes128gcm", "ttl": "60", "urgency": "high", "topic": "abc"}
    assert {name: headers[name] for name in wanted} == wanted


def test_the_token_proves_who_sends_to_this_service_alone_for_half_a_day() -> None:
    ours = sender("https://heard.example.com")
    claims, public = claims_of(ours.authorization(ENDPOINT, NOW))
    assert public == ours.public
    assert claims == {
        "aud": "https://push.example.net:8443",
        "exp": int(NOW.timestamp()) + 12 * 3600,
        "sub": "https://heard.example.com",
    }


def test_a_token_that_was_changed_proves_nothing() -> None:
    head, _, rest = sender().authorization(ENDPOINT, NOW).partition(".")
    forged = encode(msgspec.json.encode({"aud": "https://evil.example", "exp": 1}))
    with pytest.raises(InvalidSignature):
        claims_of(f"{head}.{forged}.{rest.partition('.')[2]}")


def test_the_key_is_the_same_in_every_process_and_another_under_another_secret() -> None:
    assert sender().public == sender().public
    assert Sender(Vault(b"another").derive("push", 48)).public != sender().public
    assert Vault(b"one").derive("push", 48) != Vault(b"one").derive("pushes", 48)


@pytest.mark.parametrize(
    ("public", "auth"),
    [
        (THEIR_PUBLIC[:-1], AUTH),
        (THEIR_PUBLIC, AUTH[:-1]),
        (b"\x04" + bytes(64), AUTH),
        (b"\x05" + THEIR_PUBLIC[1:], AUTH),
    ],
)
def test_keys_no_browser_makes_are_refused(public: bytes, auth: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Receiver(ENDPOINT, public, auth)
