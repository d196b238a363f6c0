"""The rules of approval, without a database: which replies need whose yes, and who is asked when nobody answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from heard.conversations.approval import (
    ADMINS,
    LEADS,
    MARGIN,
    Conditions,
    Rule,
    Said,
    Step,
    Steps,
    asks_for_words,
    due_at,
    is_complete,
    is_late,
    need_of,
    rungs_of,
)

PLAIN = Said(
    role="agent",
    trainee=False,
    author_team_ids=frozenset({1}),
    network="x",
    account_id=7,
    visibility="public",
    text="We are sorry about your order.",
    tag_ids=frozenset({3}),
    priority="normal",
    vip=False,
)
T = datetime(2026, 11, 26, 12, tzinfo=UTC)


def rule(number: int = 1, **conditions: Any) -> Rule:
    asked = msgspec.convert(conditions, Conditions)
    return Rule(id=number, name=f"Rule {number}", conditions=asked, steps=[Step(user_ids=[5])], hours=2)


@pytest.mark.parametrize(
    ("conditions", "speaks"),
    [
        ({}, True),
        ({"roles": ["agent", "lead"]}, True),
        ({"roles": ["lead"]}, False),
        ({"team_ids": [1, 2]}, True),
        ({"team_ids": [2]}, False),
        ({"networks": ["x"]}, True),
        ({"networks": ["practice"]}, False),
        ({"account_ids": [7]}, True),
        ({"account_ids": [8]}, False),
        ({"visibility": "public"}, True),
        ({"visibility": "private"}, False),
        ({"words": ["refund", "sorry"]}, True),
        ({"words": ["SORRY"]}, True),
        ({"words": ["refund"]}, False),
        ({"words": ["  "]}, False),
        ({"tag_ids": [3, 4]}, True),
        ({"tag_ids": [4]}, False),
        ({"priorities": ["normal"]}, True),
        ({"priorities": ["urgent"]}, False),
        ({"vip": True}, False),
        ({"visibility": "public", "words": ["sorry"], "roles": ["agent"]}, True),
        ({"visibility": "public", "words": ["sorry"], "roles": ["lead"]}, False),
    ],
)
def test_a_rule_speaks_of_what_meets_all_it_asks(conditions: dict[str, Any], speaks: bool) -> None:
    assert (need_of([rule(**conditions)], PLAIN) is not None) is speaks


@pytest.mark.parametrize(
    ("text", "word"),
    [("Müşteriye İADE edilir", "iade"), ("我們會退款給您", "退款"), ("Мы ВЕРНЁМ деньги", "вернем"), ("Café", "cafe")],
)
def test_words_are_found_however_they_are_written(text: str, word: str) -> None:
    assert need_of([rule(words=[word])], replace(PLAIN, text=text)) is not None


def test_the_first_rule_counts_and_a_trainee_without_one_asks_the_leads() -> None:
    first, second = rule(1, words=["refund"]), rule(2)
    need = need_of([first, second], PLAIN)
    assert need is not None
    assert need.rule == second
    assert need_of([], PLAIN) is None
    trainee = need_of([first], replace(PLAIN, role="trainee", trainee=True))
    assert trainee is not None
    assert (trainee.rule, list(trainee.steps), trainee.hours) == (None, [LEADS], 24)
    assert asks_for_words([first, second])
    assert not asks_for_words([second])


def test_a_vip_can_be_asked_for() -> None:
    assert need_of([rule(vip=True)], replace(PLAIN, vip=True)) is not None


def test_who_does_not_answer_is_followed_by_the_next_step_the_leads_and_the_admins() -> None:
    first, second = Step(user_ids=[5]), Step(team_ids=[2], how="all")
    assert rungs_of([first, second], 0) == [first, second, LEADS, ADMINS]
    assert rungs_of([first, second], 1) == [second, LEADS, ADMINS]
    assert rungs_of([LEADS], 0) == [LEADS, ADMINS]
    assert rungs_of([ADMINS], 0) == [ADMINS, LEADS]


@pytest.mark.parametrize(
    ("closes_in", "left", "due"),
    [
        (None, 2, timedelta(hours=24)),
        (timedelta(days=9), 2, timedelta(hours=24)),
        (MARGIN + timedelta(hours=8), 2, timedelta(hours=4)),
        (MARGIN + timedelta(hours=8), 1, timedelta(hours=8)),
        (MARGIN / 2, 2, MARGIN / 2),
        (-MARGIN, 1, -MARGIN),
    ],
)
def test_what_is_left_of_a_window_is_shared_among_those_who_are_to_be_asked(
    closes_in: timedelta | None, left: int, due: timedelta
) -> None:
    closes = None if closes_in is None else T + closes_in
    assert due_at(T, hours=24, closes=closes, left=left) == T + due
    assert is_late(T, closes) is (closes_in is not None and closes_in <= MARGIN)


@pytest.mark.parametrize(
    ("how", "said", "complete"),
    [
        ("any", [(False, 0), (True, 0)], True),
        ("any", [(False, 0), (False, 1)], False),
        ("all", [(False, 0), (True, 0)], False),
        ("all", [(True, 0), (True, 0)], True),
        ("all", [(False, 0), (True, 1)], True),
        ("all", [(True, 0), (False, 1)], True),
        ("all", [], False),
        ("any", [], False),
    ],
)
def test_a_step_has_its_yes(how: str, said: list[tuple[bool, int]], complete: bool) -> None:
    assert is_complete(how, said) is complete


def test_there_are_one_to_three_steps() -> None:
    for number in (0, 4):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert([{"leads": True}] * number, Steps)
