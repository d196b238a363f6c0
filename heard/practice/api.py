"""Routes of the practice network: open ones, where anybody acts as any customer, and the brand's, by access token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from litestar import Request, Router, delete, get, patch, post, put
from litestar.di import NamedDependency as Given
from litestar.di import Provide
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from heard.kit.db import Session
from heard.kit.errors import NotFound
from heard.kit.settings import Settings
from heard.practice import moderation_api, pictures, queries, schemas, service, tokens
from heard.practice.errors import BrandRefused, NoSite, PracticeOff, TokenRefused, UnknownProfile
from heard.practice.models import Profile, Site
from heard.practice.pictures_api import put_picture, put_picture_as_brand, read_picture
from heard.practice.webhooks import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.practice.models import Item, WebhookDelivery

# For everybody who knows the site's key, signed in or not: it is a drill, and the brand's own routes ask for its token.
_OPEN: dict[str, object] = {"open": True}
As = Annotated[schemas.Handle, QueryParameter(name="as")]


async def provide_site(site_key: FromPath[str], session: Given[Session], settings: Given[Settings]) -> Site:
    """The site the address names.

    Raises:
        PracticeOff: there is no practice network here.
        NotFound: no such site.
    """
    _check_on(settings)
    found = await queries.site(session, site_key)
    if found is None:
        raise NotFound
    return found


async def provide_brand(request: Request[Any, Any, Any], session: Given[Session], settings: Given[Settings]) -> Profile:
    """The brand that calls.

    Raises:
        PracticeOff: there is no practice network here.
        TokenRefused: no access token, or a wrong one.
    """
    _check_on(settings)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    found = await queries.brand_of_token(session, token.strip()) if scheme.lower() == "bearer" and token else None
    if found is None:
        raise TokenRefused
    return found


def _check_on(settings: Settings) -> None:
    if not settings.practice:
        raise PracticeOff


@get("/practice/api/site", opt=_OPEN)
async def read_site(session: Given[Session], settings: Given[Settings]) -> schemas.PracticeSite:
    """The site of the demo."""
    _check_on(settings)
    site = await queries.first_site(session)
    if site is None:
        raise NoSite
    brand = await service.brand_of(session, site.id)
    return schemas.PracticeSite(site.key, site.name, schemas.PracticeBrand(brand.handle, brand.name))


@get("/profiles", opt=_OPEN)
async def list_profiles(site: Given[Site], session: Given[Session]) -> schemas.PracticeProfileList:
    """Everybody on the site."""
    return schemas.PracticeProfileList([_profile(each) for each in await queries.profiles(session, site.id)])


@post("/profiles", opt=_OPEN)
async def create_profile(
    data: JSONBody[schemas.PracticeProfileRequest], site: Given[Site], session: Given[Session]
) -> schemas.PracticeProfile:
    """Make up a customer."""
    await service.throttle(session, site)
    return _profile(await service.create_profile(session, site, handle=data.handle, name=data.name))


@get("/posts", opt=_OPEN)
async def list_posts(
    site: Given[Site],
    session: Given[Session],
    author_handle: Annotated[schemas.Handle | None, QueryParameter(name="as")] = None,
) -> schemas.PracticePostList:
    """The newest posts and reviews with their comments, as a customer (`as`) sees them."""
    posts = await queries.posts(session, site.id)
    comments = await queries.comments(session, [each.id for each in posts])
    people = await queries.profiles_of(session, [*posts, *comments])
    viewer = (author_handle or "").removeprefix("@").lower()
    return schemas.PracticePostList([_post(each, comments, people, viewer) for each in posts])


@post("/posts", opt=_OPEN)
async def publish(
    data: JSONBody[schemas.PracticePostRequest], site: Given[Site], session: Given[Session]
) -> schemas.PracticePost:
    """Publish a post or review as a customer."""
    author = await _writer(session, site, data.as_)
    shown = await pictures.check(session, site.id, data.pictures)
    made = await service.publish(session, author, text=data.text, kind=data.kind, rating=data.rating, shown=shown)
    return _post(made, [], {author.id: author})


@post("/posts/{post_id:int}/comments", opt=_OPEN)
async def comment(
    post_id: schemas.Id, data: JSONBody[schemas.PracticeCommentRequest], site: Given[Site], session: Given[Session]
) -> schemas.PracticeComment:
    """Comment as a customer."""
    author = await _writer(session, site, data.as_)
    root = await _item(session, site, post_id, "post", "review")
    parent = None if data.parent_id is None else await _item(session, site, data.parent_id, "comment")
    made = await service.comment(session, author, root, text=data.text, parent=parent)
    return _comment(made, {author.id: author}, author.handle)


@patch("/items/{item_id:int}", opt=_OPEN)
async def edit(
    item_id: schemas.Id, data: JSONBody[schemas.PracticeWords], site: Given[Site], session: Given[Session]
) -> schemas.PracticeComment:
    """Change one's own words."""
    author = await _writer(session, site, data.as_)
    item = await _item(session, site, item_id, lock=True)
    return _comment(await service.edit(session, author, item, text=data.text), {author.id: author}, author.handle)


@delete("/items/{item_id:int}", opt=_OPEN)
async def take_back(item_id: schemas.Id, author_handle: As, site: Given[Site], session: Given[Session]) -> None:
    """Delete one's own words; `as` says whose."""
    author = await _writer(session, site, author_handle)
    await service.take_back(session, author, await _item(session, site, item_id, lock=True))


@put("/items/{item_id:int}/reaction", opt=_OPEN)
async def react(
    item_id: schemas.Id, data: JSONBody[schemas.PracticeReaction], site: Given[Site], session: Given[Session]
) -> None:
    """Put an emoji on something said, or take one's own back."""
    who = await _writer(session, site, data.as_)
    await service.react(session, who, await _item(session, site, item_id, lock=True), emoji=data.emoji)


@get("/messages", opt=_OPEN)
async def list_messages(author_handle: As, site: Given[Site], session: Given[Session]) -> schemas.PracticeMessageList:
    """The private messages between a customer (`as`) and the brand."""
    who = await _customer(session, site, author_handle)
    found = await queries.messages(session, site.id, who.id)
    people = await queries.profiles_of(session, found)
    return schemas.PracticeMessageList([_message(each, people) for each in found])


@post("/messages", opt=_OPEN)
async def send_message(
    data: JSONBody[schemas.PracticeMessageRequest], site: Given[Site], session: Given[Session]
) -> schemas.PracticeMessage:
    """Write to the brand in private, as a customer."""
    author = await _writer(session, site, data.as_)
    brand = await service.brand_of(session, site.id)
    shown = await pictures.check(session, site.id, data.pictures)
    made = await service.message(session, author, brand, text=data.text, shown=shown)
    return _message(made, {author.id: author, brand.id: brand})


@post("/messages/read", opt=_OPEN, status_code=204)
async def read_messages(data: JSONBody[schemas.PracticeReader], site: Given[Site], session: Given[Session]) -> None:
    """Say that a customer has read what the brand wrote to them."""
    await service.read(session, await _writer(session, site, data.as_))


@get("/deliveries", opt=_OPEN)
async def list_deliveries(site: Given[Site], session: Given[Session]) -> schemas.PracticeDeliveryList:
    """The newest webhooks to the brand, and what became of them."""
    return schemas.PracticeDeliveryList([_delivery(each) for each in await queries.deliveries(session, site)])


@get("/me", opt=_OPEN)
async def read_me(brand: Given[Profile]) -> schemas.PracticeMe:
    """Who the access token belongs to."""
    return schemas.PracticeMe(str(brand.id), brand.handle, brand.name)


@post("/comments", opt=_OPEN)
async def comment_as_brand(
    data: JSONBody[schemas.BrandCommentRequest], brand: Given[Profile], session: Given[Session]
) -> schemas.PracticeSaid:
    """Comment as the brand. As on real networks, the same words twice are said twice."""
    answered = await queries.item(session, brand.site_id, int(data.in_reply_to), "post", "review", "comment")
    if answered is None:
        raise NotFound
    root, parent = answered, None
    if answered.root_id is not None:
        root, parent = await session.get_one(type(answered), answered.root_id), answered
    shown = await pictures.check(session, brand.site_id, data.pictures)
    made = await service.comment(
        session, brand, root, text=data.text, parent=parent, client_ref=data.client_ref, shown=shown
    )
    return schemas.PracticeSaid(str(made.id), made.client_ref, address(made))


@post("/messages", opt=_OPEN)
async def message_as_brand(
    data: JSONBody[schemas.BrandMessageRequest], brand: Given[Profile], session: Given[Session]
) -> schemas.PracticeSaid:
    """Write to a customer in private, as the brand; this too is said as often as it is sent."""
    to = await session.get(Profile, int(data.to))
    if to is None or to.site_id != brand.site_id:
        raise UnknownProfile
    shown = await pictures.check(session, brand.site_id, data.pictures)
    made = await service.message(session, brand, to, text=data.text, client_ref=data.client_ref, shown=shown)
    return schemas.PracticeSaid(str(made.id), made.client_ref, address(made))


@get("/feed", opt=_OPEN)
async def read_feed(
    brand: Given[Profile],
    session: Given[Session],
    after: Annotated[int, Meta(ge=0, le=2**63 - 1), QueryParameter()] = 0,
    limit: Annotated[int, Meta(ge=1, le=100), QueryParameter()] = 100,
) -> schemas.PracticeFeed:
    """What the brand's webhook was to be told, for who fears that it was not; a week back."""
    found = await queries.feed(session, brand.id, after=after, limit=limit)
    return schemas.PracticeFeed([each.body for each in found], str(found[-1].id if found else after))


@post("/tokens", opt=_OPEN)
async def renew_tokens(
    data: JSONBody[schemas.PracticeRefresh], session: Given[Session], settings: Given[Settings]
) -> schemas.PracticeTokens:
    """Renew a brand's tokens."""
    _check_on(settings)
    issued = await tokens.renew(session, data.refresh_token)
    return schemas.PracticeTokens(issued.access_token, issued.refresh_token, issued.expires_in)


ROUTES = [
    read_site,
    Router(
        "/practice/api/brand",
        route_handlers=[
            read_me,
            read_feed,
            renew_tokens,
            comment_as_brand,
            message_as_brand,
            put_picture_as_brand,
            *moderation_api.ROUTES,
        ],
        dependencies={"brand": Provide(provide_brand)},
    ),
    Router(
        "/practice/api/{site_key:str}",
        route_handlers=[
            list_profiles,
            create_profile,
            list_posts,
            publish,
            comment,
            edit,
            take_back,
            react,
            list_messages,
            send_message,
            read_messages,
            list_deliveries,
            put_picture,
            read_picture,
        ],
        dependencies={"site": Provide(provide_site)},
    ),
]


async def _writer(session: Session, site: Site, handle: str) -> Profile:
    """The customer who writes, if the site takes more at the moment."""
    await service.throttle(session, site)
    return await _customer(session, site, handle)


async def _customer(session: Session, site: Site, handle: str) -> Profile:
    found = await queries.profile(session, site.id, handle)
    if found is None:
        raise UnknownProfile(handle=handle)
    if found.is_brand:
        raise BrandRefused
    return found


async def _item(session: Session, site: Site, item_id: int, *kinds: str, lock: bool = False) -> Item:
    found = await queries.item(session, site.id, item_id, *kinds, lock=lock)
    if found is None:
        raise NotFound
    return found


def _profile(row: Profile) -> schemas.PracticeProfile:
    return schemas.PracticeProfile(row.handle, row.name, row.avatar_color, row.is_brand, row.followed_at is not None)


def _author(row: Profile) -> schemas.PracticeAuthor:
    return schemas.PracticeAuthor(row.handle, row.name, row.avatar_color)


def _words(item: Item) -> str:
    return "" if item.deleted_at else item.text


def _pictures(item: Item) -> list[str]:
    return [] if item.deleted_at else item.pictures


def _post(item: Item, comments: Sequence[Item], people: dict[int, Profile], viewer: str = "") -> schemas.PracticePost:
    return schemas.PracticePost(
        item.id,
        _author(people[item.author_id]),
        _words(item),
        item.rating,
        cast("schemas.PostKind", item.kind),
        item.at,
        item.edited_at,
        item.deleted_at,
        [_comment(each, people, viewer) for each in comments if each.root_id == item.id],
        item.reactions,
        _pictures(item),
        liked=item.liked_at is not None,
    )


def _comment(item: Item, people: dict[int, Profile], viewer: str) -> schemas.PracticeComment:
    author = _author(people[item.author_id])
    seen = item.hidden_at is None or author.handle == viewer
    return schemas.PracticeComment(
        item.id,
        author,
        _words(item) if seen else "",
        item.at,
        item.edited_at,
        item.deleted_at,
        item.parent_id,
        item.reactions,
        _pictures(item) if seen else [],
        liked=item.liked_at is not None,
        hidden=item.hidden_at is not None,
    )


def _message(item: Item, people: dict[int, Profile]) -> schemas.PracticeMessage:
    to = people[item.to_id].handle if item.to_id is not None else ""
    return schemas.PracticeMessage(
        item.id,
        people[item.author_id].handle,
        to,
        _words(item),
        item.at,
        item.edited_at,
        item.deleted_at,
        item.read_at,
        item.reactions,
        _pictures(item),
    )


def _delivery(row: WebhookDelivery) -> schemas.PracticeDelivery:
    return schemas.PracticeDelivery(row.id, row.kind, _SHOWN[row.state], row.attempts, row.last_error, row.at)


_SHOWN: dict[str, Literal["pending", "delivered", "failed"]] = {
    "waiting": "pending",
    "done": "delivered",
    "failed": "failed",
}
