"""Who sits before the browser: colleagues at their desks and customers on the practice network."""

import re
from pathlib import Path
from uuid import uuid4

import httpx
from playwright.async_api import Locator, Page, expect

ARTIFACTS = Path(__file__).resolve().parents[2] / "playwright-artifacts"
SITE_BRAND = "Sunrise Bakery"


class Desk:
    """A colleague's browser window with Heard in it."""

    def __init__(self, page: Page, name: str) -> None:
        """Bind to a page on which the colleague is signed in."""
        self.page = page
        self.name = name

    async def view(self, view: str, **search: str) -> None:
        """Look at a view of the inbox."""
        query = "&".join(f"{name}={value}" for name, value in search.items())
        await self.page.goto(f"/inbox/{view}?{query}")
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def row(self, contact: str) -> Locator:
        """The row of a contact's conversation in the list."""
        return self.page.get_by_role("listitem").get_by_role("link", name=re.compile(re.escape(contact)))

    async def open(self, contact: str, view: str = "all") -> None:
        """Open a contact's conversation from a view's list."""
        await self.view(view, sort="newest")
        await self.row(contact).click()
        await expect(self.conversation.get_by_role("heading", name=contact)).to_be_visible()

    @property
    def conversation(self) -> Locator:
        """The open conversation."""
        return self.page.get_by_role("region", name="Conversation", exact=True)

    @property
    def timeline(self) -> Locator:
        """What was said in the open conversation."""
        return self.conversation.get_by_role("log", name="Messages")

    @property
    def composer(self) -> Locator:
        """Where one writes."""
        return self.conversation.get_by_role("region", name="Write", exact=True)

    def box(self, mode: str) -> Locator:
        """The text box of a mode: `Public reply`, `Private reply`, `Note`."""
        return self.composer.get_by_role("textbox", name=mode)

    async def mode(self, mode: str) -> None:
        """Switch the composer."""
        await self.composer.get_by_text(mode, exact=True).click()
        await expect(self.box(mode)).to_be_visible()

    async def write(self, text: str, mode: str = "Public reply") -> None:
        """Write without sending."""
        await self.mode(mode)
        await self.box(mode).fill(text)

    async def send(self, text: str, mode: str = "Public reply") -> None:
        """Write and send."""
        await self.write(text, mode)
        await self.page.keyboard.press("Control+Enter")
        await expect(self.timeline.get_by_text(text)).to_be_visible()

    async def press(self, key: str) -> None:
        """Press a key of the keyboard, once the menu that was open has closed."""
        await expect(
            self.page.locator("[role=menu], [role=listbox], [role=dialog]").filter(visible=True)
        ).to_have_count(0)
        await self.page.keyboard.press(key)

    async def ask(self, method: str, path: str, body: object) -> object:
        """Ask the API as this colleague's browser would."""
        session = await (await self.page.request.get("/api/session")).json()
        headers = {"x-csrf-token": session["csrf_token"]}
        answer = await self.page.request.fetch(path, method=method, data=body, headers=headers)
        assert answer.ok, await answer.text()
        return await answer.json()

    async def picture(self, name: str) -> None:
        """Keep what the colleague sees."""
        await picture(self.page, name)


class Town:
    """The practice network, spoken to as its page speaks to it."""

    def __init__(self, client: httpx.AsyncClient, site: str) -> None:
        """Bind to the site."""
        self._client = client
        self._site = f"/practice/api/{site}"

    async def customer(self, name: str) -> "Customer":
        """Make up a customer; the name is made unlike any other."""
        mark = uuid4().hex[:6]
        handle = f"{name.split(maxsplit=1)[0].lower()}_{mark}"
        await self.send("/profiles", name=f"{name} {mark}", handle=handle)
        return Customer(self, f"{name} {mark}", handle)

    async def news(self) -> int:
        """The post of the brand."""
        posts = (await self._client.get(f"{self._site}/posts")).json()["items"]
        return next(post["id"] for post in posts if post["author"]["handle"] == "sunrise")

    async def send(self, path: str, **body: object) -> dict[str, object]:
        """Ask the site for something."""
        answer = await self._client.post(f"{self._site}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()


class Customer:
    """Somebody on the practice network."""

    def __init__(self, town: Town, name: str, handle: str) -> None:
        """Bind to a profile that exists."""
        self._town = town
        self.name = name
        self.handle = handle

    async def post(self, text: str) -> None:
        """Say something for all to read."""
        await self._town.send("/posts", **{"as": self.handle, "text": text, "kind": "post"})

    async def comment_on_news(self, text: str) -> None:
        """Comment under what the brand itself has posted."""
        await self._town.send(f"/posts/{await self._town.news()}/comments", **{"as": self.handle, "text": text})

    async def message(self, text: str) -> None:
        """Write to the brand in private."""
        await self._town.send("/messages", **{"as": self.handle, "text": text})

    async def at_home(self, page: Page, tab: str = "") -> "Home":
        """Open the practice network as this customer."""
        await page.goto(f"/practice?as={self.handle}{f'&tab={tab}' if tab else ''}")
        await expect(page.get_by_role("button", name=self.name, pressed=True)).to_be_visible()
        return Home(page)


class Home:
    """A customer's browser window with the practice network in it."""

    def __init__(self, page: Page) -> None:
        """Bind to a page of the practice network."""
        self.page = page

    async def post(self, text: str) -> Locator:
        """Publish a post; gives its card."""
        await self.page.get_by_role("textbox", name="Post").fill(text)
        await self.page.get_by_role("button", name="Publish").click()
        card = self.card(text)
        await expect(card).to_be_visible()
        return card

    def card(self, text: str) -> Locator:
        """The post with that text."""
        return self.page.get_by_role("article").filter(has_text=text)


async def picture(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    ARTIFACTS.mkdir(exist_ok=True)
    await page.screenshot(path=ARTIFACTS / f"{name}.png")
