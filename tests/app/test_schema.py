"""The API as it describes itself, tried with everything its description allows and much that it does not: no fault of ours."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from heard.app.edge import Observed
from heard.app.web import Web
from tests.factories import x
from tests.factories.world import World
from tests.serving import served

EXAMPLES = 12


@pytest.mark.slow
async def test_nothing_anyone_sends_makes_a_server_fault(world: World) -> None:
    await world.deliver(x.mention("words to find"))
    app = Observed(Web(world.services))
    async with served(app) as url:
        headers = {
            "cookie": f"heard_session={world.owner.client.cookies['heard_session']}",
            "x-csrf-token": world.owner.client.headers["x-csrf-token"],
        }
        failures = await asyncio.to_thread(try_everything, url, headers)
    assert failures == []


def try_everything(url: str, headers: dict[str, str]) -> list[str]:
    schema: Any = schemathesis.openapi.from_url(f"{url}/api/docs/openapi.json")
    failures: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) == ("DELETE", "/api/session"):
            continue  # it would sign the tester out
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try_one(operation.as_strategy(generation_mode=mode), url, headers, failures.append)
    return failures


def try_one(cases: st.SearchStrategy[Any], url: str, headers: dict[str, str], fail: Callable[[str], None]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=cases)
    def run(case: Any) -> None:
        answer = case.call(base_url=url, headers=headers, timeout=20)
        if answer.status_code >= 500:
            fail(
                f"{case.method} {answer.request.url} {answer.request.body!r:.300} → {answer.status_code} {answer.text:.300}"
            )
        elif answer.status_code >= 400:
            assert answer.headers["content-type"][0].startswith("application/problem+json"), answer.text

    with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
        run()
