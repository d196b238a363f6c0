"""What X sends, read leniently: both the X Activity API's `data` envelope and the older `…_events` arrays.

Field names are moving from tweet to post; both are accepted. Ids are strings everywhere, since they pass 2^53.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.channels.base import CannotParse, Profile, Quote
from heard.kit.time import from_iso, from_unix_ms

if TYPE_CHECKING:
    from datetime import datetime

Json = dict[str, Any]


def text_id(value: object) -> str | None:
    """An id as text: X sends strings, older events also numbers."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def need_id(value: object, name: str) -> str:
    """An id that must be there.

    Raises:
        CannotParse: it is not.
    """
    found = text_id(value)
    if found is None:
        msg = f"{name} is missing"
        raise CannotParse(msg)
    return found


def mapping(value: object) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # its contents are X's affair


def sequence(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]  # likewise


def string(value: object) -> str | None:
    """The value if it is text with something in it."""
    return value if isinstance(value, str) and value else None


def moment(post: Json) -> datetime:
    """When a post or message was made.

    Raises:
        CannotParse: no readable time.
    """
    try:
        if created := string(post.get("created_at")):
            return from_iso(created)
        stamp = post.get("created_timestamp") or post.get("timestamp_ms") or post.get("timestamp")
        return from_unix_ms(stamp)  # pyright: ignore[reportArgumentType]  # anything else raises below
    except (TypeError, ValueError) as error:
        msg = "the time it was made cannot be read"
        raise CannotParse(msg) from error


def profile(user_id: str, users: Json) -> Profile:
    """The author, as far as the delivery tells."""
    user = mapping(users.get(user_id))
    user = mapping(user.get("data")) or user
    handle = string(user.get("username")) or string(user.get("screen_name"))
    metrics = mapping(user.get("public_metrics"))
    followers = metrics.get("followers_count", user.get("followers_count"))
    return Profile(
        external_id=user_id,
        handle=handle,
        name=string(user.get("name")),
        avatar_url=string(user.get("profile_image_url")) or string(user.get("profile_image_url_https")),
        profile_url=f"https://x.com/{handle}" if handle else None,
        followers=followers if isinstance(followers, int) else None,
        verified=user.get("verified") is True or string(user.get("verified_type")) not in {None, "none"},
        bio=string(user.get("description")),
    )


def users_by_id(includes: Json) -> Json:
    """The users of `includes`, by id."""
    return {
        str(user["id"]): user for user in sequence(includes.get("users")) if isinstance(user, dict) and "id" in user
    }


def referenced(post: Json, kind: str) -> str | None:
    """The id of the post this one replies to (`replied_to`) or quotes (`quoted`)."""
    for name in ("referenced_posts", "referenced_tweets"):
        for each in sequence(post.get(name)):
            if mapping(each).get("type") == kind:
                return text_id(mapping(each).get("id"))
    return None


def quote(post: Json, includes: Json) -> Quote | None:
    """The quoted post's words, if the delivery brings them."""
    wanted = referenced(post, "quoted")
    for name in ("posts", "tweets"):
        for each in sequence(includes.get(name)):
            found = mapping(each)
            if wanted is not None and text_id(found.get("id")) == wanted and string(found.get("text")):
                author = mapping(users_by_id(includes).get(str(found.get("author_id"))))
                return Quote(string(author.get("name")) or "", found["text"])
    return None


def mentions(post: Json, own_id: str) -> bool:
    """Whether the post names us."""
    named = sequence(mapping(post.get("entities")).get("mentions"))
    return any(text_id(mapping(each).get("id")) == own_id for each in named)


def history(post: Json) -> list[str]:
    """The ids of all versions of a post, the first one first."""
    ids = post.get("edit_history_post_ids") or post.get("edit_history_tweet_ids")
    return [str(each) for each in sequence(ids) if text_id(each)]


def from_legacy(tweet: Json) -> tuple[Json, Json]:
    """A version 1.1 tweet as (a version 2 post, its users)."""
    user = mapping(tweet.get("user"))
    author = need_id(user.get("id_str") or user.get("id"), "user.id_str")
    full = mapping(tweet.get("extended_tweet")).get("full_text") or tweet.get("full_text") or tweet.get("text")
    named = sequence(
        mapping(mapping(tweet.get("extended_tweet")).get("entities") or tweet.get("entities")).get("user_mentions")
    )
    post: Json = {
        "id": tweet.get("id_str") or tweet.get("id"),
        "text": full,
        "author_id": author,
        "created_at": None,
        "timestamp_ms": tweet.get("timestamp_ms"),
        "in_reply_to_user_id": tweet.get("in_reply_to_user_id_str"),
        "conversation_id": tweet.get("in_reply_to_status_id_str") or tweet.get("id_str"),
        "entities": {"mentions": [{"id": mapping(each).get("id_str")} for each in named]},
    }
    if tweet.get("in_reply_to_status_id_str"):
        post["referenced_posts"] = [{"type": "replied_to", "id": tweet["in_reply_to_status_id_str"]}]
    if tweet.get("quoted_status_id_str"):
        post.setdefault("referenced_posts", []).append({"type": "quoted", "id": tweet["quoted_status_id_str"]})
    return post, {author: user}
