"""What an operator reads: one JSON object a line, with the request's id and without a secret."""

import json
import subprocess
import sys

import pytest

from heard.kit.logs import hide_secrets

PROGRAM = """
import logging, structlog
from heard.kit import logs
logs.configure("info", "json")
log = structlog.get_logger()
log.debug("unseen")
structlog.contextvars.bind_contextvars(request="r-1")
log.info("said", access_token="s3cret", url="https://u:s3cret@h/x", fine=1)
logging.getLogger("some.package").warning("cannot reach postgresql://u:s3cret@h/db")
for report in (log.exception, logging.getLogger("some.package").exception):
    try:
        raise OSError("no postgresql://u:s3cret@h/db")
    except OSError:
        report("failed")
logging.getLogger("some.package").info("unseen")
"""


def test_lines_are_json_with_the_requests_id_and_no_secret_even_in_a_traceback() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stderr
    assert "s3cret" not in said
    assert "unseen" not in said
    ours, library, fault, other_fault = (json.loads(line) for line in said.splitlines())
    assert all(line["request"] == "r-1" for line in (ours, library, fault, other_fault))
    assert (ours["event"], ours["level"], ours["fine"]) == ("said", "info", 1)
    assert (ours["access_token"], ours["url"]) == ("(hidden)", "https://u:(hidden)@h/x")
    assert library["event"] == "cannot reach postgresql://u:(hidden)@h/db"
    for each in (fault, other_fault):
        assert "Traceback" in each["exception"]


@pytest.mark.parametrize(
    "name", ["password", "secret_key", "accessToken", "Authorization", "cookie", "x_signature", "api_key"]
)
def test_fields_that_speak_of_secrets_are_hidden(name: str) -> None:
    assert hide_secrets(None, "info", {"event": "e", name: "s3cret"})[name] == "(hidden)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("postgresql://a:b@h/d", "postgresql://a:(hidden)@h/d"),
        ("postgresql://a:b@c@h/d", "postgresql://a:(hidden)@h/d"),
        ("see https://a:b@h and https://c:d@i", "see https://a:(hidden)@h and https://c:(hidden)@i"),
        ("https://h/x?user=a&access_token=b&c=d", "https://h/x?user=a&access_token=(hidden)&c=d"),
        ("postgresql://h/d?password=b", "postgresql://h/d?password=(hidden)"),
        ("https://h:80/x", "https://h:80/x"),
        ("a word: b@c", "a word: b@c"),
    ],
)
def test_secrets_inside_addresses_are_hidden(before: str, after: str) -> None:
    assert hide_secrets(None, "info", {"event": before, "url": before}) == {"event": after, "url": after}
