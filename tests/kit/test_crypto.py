"""Sealed values open only with their key and for their purpose, and not when a single bit has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.kit.crypto import CannotOpen, Vault, digest, same, token

VAULT = Vault(b"k" * 32)


@given(
    value=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_what_is_sealed_opens_again(value: dict[str, str]) -> None:
    assert VAULT.open(VAULT.seal(value, purpose="account"), purpose="account") == value


def test_the_same_value_is_never_sealed_alike() -> None:
    value = {"access_token": "a secret"}
    one, other = VAULT.seal(value, purpose="account"), VAULT.seal(value, purpose="account")
    assert one != other
    assert b"secret" not in one


def test_another_key_or_purpose_does_not_open_it() -> None:
    sealed = VAULT.seal({"a": "b"}, purpose="account")
    with pytest.raises(CannotOpen, match="account cannot be opened with this HEARD_SECRET_KEY"):
        Vault(b"x" * 32).open(sealed, purpose="account")
    with pytest.raises(CannotOpen):
        VAULT.open(sealed, purpose="webhook")


def test_no_changed_byte_and_no_lost_end_goes_unseen() -> None:
    sealed = VAULT.seal({"a": "b"}, purpose="account")
    damaged = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    damaged += [sealed[:length] for length in range(len(sealed))]
    for each in damaged:
        with pytest.raises(CannotOpen):
            VAULT.open(each, purpose="account")


def test_tokens_are_long_and_different_and_kept_as_digests() -> None:
    made = {token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) >= 43 for each in made)
    assert digest("a") == digest("a") != digest("b")


@pytest.mark.parametrize(
    ("one", "other", "equal"), [("a", "a", True), ("b", b"b", True), ("a", "b", False), ("ä", "a", False)]
)
def test_secrets_are_compared_whatever_their_type(one: str, other: str | bytes, equal: bool) -> None:
    assert same(one, other) is equal
