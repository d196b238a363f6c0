"""The rules of pushing: what an answer means, when to try again, and which browser it is."""

from datetime import UTC, datetime

import pytest

from heard.notifications.agents import label_of
from heard.notifications.pushes import MOST_TRIES, topic_of, urgency_of, verdict_of

NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "retry_after", "tries", "what", "pause"),
    [
        (201, "", 0, "taken", 0),
        (200, "", 0, "taken", 0),
        (202, "", 0, "taken", 0),
        (301, "", 0, "refused", 0),
        (400, "", 0, "refused", 0),
        (401, "", 0, "refused", 0),
        (403, "", 0, "refused", 0),
        (404, "", 0, "gone", 0),
        (410, "", 0, "gone", 0),
        (413, "", 0, "refused", 0),
        (429, "7", 0, "again", 7),
        (429, "0", 0, "again", 30),
        (429, "", 0, "again", 30),
        (429, "", 1, "again", 120),
        (429, "", 3, "again", 1920),
        (500, "-5", 0, "again", 30),
        (503, "9" * 400, 0, "again", 3600),
        (503, "Thu, 26 Nov 2026 07:01:00 GMT", 0, "again", 60),
        (503, "Thu, 26 Nov 2026 06:00:00 GMT", 0, "again", 1),
        (503, "Thu, 99 Nov 2026 06:00:00 GMT", 0, "again", 30),
        (599, "", MOST_TRIES - 1, "lost", 0),
    ],
)
def test_what_an_answer_means(status: int, retry_after: str, tries: int, what: str, pause: float) -> None:
    verdict = verdict_of(status, retry_after, tries=tries, now=NOW)
    assert (verdict.what, verdict.pause) == (what, pause)


def test_a_topic_is_the_conversations_on_this_browser_and_says_nothing() -> None:
    one = topic_of("https://push.example/a", 7)
    assert one == topic_of("https://push.example/a", 7)
    assert len({one, topic_of("https://push.example/a", 8), topic_of("https://push.example/b", 7)}) == 3
    assert len(one) == 32


def test_what_can_wait_does_not_wake_a_sleeping_phone() -> None:
    assert {kind: urgency_of(kind) for kind in ("mention", "failed", "answered", "woken")} == {
        "mention": "high",
        "failed": "high",
        "answered": "normal",
        "woken": "normal",
    }


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome · Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari · iOS",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · macOS"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_which_browser_it_is(agent: str, label: str) -> None:
    assert label_of(agent) == label
