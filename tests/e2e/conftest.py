"""A running product, a browser, and windows for the people in a journey. Without a Chromium the journeys are skipped."""

import os
import re
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests import places
from tests.e2e.examining import examine
from tests.e2e.people import ARTIFACTS, Desk, Town, picture
from tests.e2e.product import Product
from tests.factories.mail_server import MailServer, mail_server
from tests.factories.slack import Slack
from tests.serving import host, served

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
__all__ = ["examine"]
COLLEAGUES = {"Olga Owner": "olga", "Ann Agent": "ann", "魏 Wei": "wei", "Lea Lead": "lea", "Tim Trainee": "tim"}
Window = Callable[..., Awaitable[Page]]
Sit = Callable[..., Awaitable[Desk]]

# Far more than anybody should wait; a machine that is busy with others is no fault.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """Chromium: Debian's, or the one HEARD_CHROMIUM names."""
    path = os.environ.get("HEARD_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.skip(f"no Chromium at {path}: install one (apt install chromium) or name it in HEARD_CHROMIUM")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        await chromium.close()


def _folder() -> Path:
    if not (Path(__file__).resolve().parents[2] / "heard" / "static" / "index.html").exists():
        pytest.skip("the web UI is not built: run `make setup`")
    folder = Path(tempfile.mkdtemp(prefix="heard-e2e-", dir=places.FOLDER))
    # The embedded database of a root process belongs to somebody else, who has to pass through here.
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
async def mail() -> AsyncGenerator[MailServer]:
    """The mail server people are told by."""
    async with mail_server() as made:
        yield made


@pytest.fixture(scope="session")
async def slack() -> AsyncGenerator[Slack]:
    """The Slack an admin may connect."""
    made = Slack()
    async with served(made) as made.url:
        yield made


@pytest.fixture(scope="session")
async def heard(mail: MailServer, slack: Slack) -> AsyncGenerator[Product]:
    """The demo, running once for all journeys."""
    folder = _folder()
    product = Product(
        folder,
        demo=True,
        HEARD_MAIL_URL=mail.url,
        HEARD_MAIL_FROM="Heard <heard@sunrise.example>",
        HEARD_MAIL_AFTER_SECONDS="1",
        HEARD_SLACK_URL=slack.url,
        HEARD_ALLOW_HOSTS=host(slack.url),
    )
    await product.start()
    yield product
    await product.stop()
    faults = product.faults()
    ARTIFACTS.mkdir(exist_ok=True)
    shutil.copy(folder / "server.log", ARTIFACTS / f"server-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.log")
    shutil.rmtree(folder, ignore_errors=True)
    assert faults == [], "the server failed somewhere in the journeys"


@pytest.fixture(scope="session")
async def fresh() -> AsyncGenerator[Product]:
    """A Heard nobody has set up yet."""
    folder = _folder()
    product = Product(folder, demo=False)
    await product.start()
    yield product
    await product.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def window(browser: Browser, request: pytest.FixtureRequest) -> AsyncGenerator[Window]:
    """Opens windows, each a person's own browser. At the end a picture of each is kept, and none may have failed."""
    opened: list[tuple[Page, list[str]]] = []

    async def open_window(url: str, **options: object) -> Page:
        given = {"viewport": {"width": 1360, "height": 850}, "locale": "en-GB", **options}
        context = await browser.new_context(base_url=url, **given)
        page = await context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        opened.append((page, failures))
        return page

    yield open_window
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    for number, (page, _) in enumerate(opened, 1):
        await picture(page, f"{name}-{number}")
        await page.context.close()
    assert [failure for _, failures in opened for failure in failures] == []


@pytest.fixture(scope="session")
async def cookies(heard: Product) -> dict[str, str]:
    """Everybody's session, by name: they sign in once."""
    found: dict[str, str] = {}
    for name, mailbox in COLLEAGUES.items():
        async with httpx.AsyncClient(base_url=heard.url, trust_env=False) as client:
            form = {"email": f"{mailbox}@sunrise.example", "password": heard.password}
            answer = await client.post("/api/session", json=form)
            assert answer.status_code == 201, answer.text
            found[name] = answer.cookies["heard_session"]
    return found


@pytest.fixture
async def sit(heard: Product, window: Window, cookies: dict[str, str]) -> Sit:
    """Seats a colleague at a desk of their own, signed in."""

    async def seat(name: str, **options: object) -> Desk:
        state = {
            "cookies": [{"name": "heard_session", "value": cookies[name], "url": heard.url}],
            "origins": [],
        }
        return Desk(await window(heard.url, storage_state=state, **options), name)

    return seat


@pytest.fixture
async def ann(sit: Sit) -> Desk:
    """Ann, an agent."""
    return await sit("Ann Agent")


@pytest.fixture
async def lea(sit: Sit) -> Desk:
    """Lea, a lead."""
    return await sit("Lea Lead")


@pytest.fixture
async def olga(sit: Sit) -> Desk:
    """Olga, the owner."""
    return await sit("Olga Owner")


@pytest.fixture
async def town(heard: Product) -> AsyncGenerator[Town]:
    """The practice network."""
    async with httpx.AsyncClient(base_url=heard.url, trust_env=False) as client:
        site = (await client.get("/practice/api/site")).json()["site"]
        yield Town(client, site)
