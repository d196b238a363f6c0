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

_MOST_PEOPLE = 10**11
_LARGEST = 10**30
"""No id is longer; what is, is not an id (and Python refuses to write out very long numbers)."""


def text_id(value: object) -> str | None:
    """An id as text: X sends strings, older events also numbers."""
    if isinstance(value, str):
        return value or None
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    return str(value) if whole else None


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
    except (TypeError, ValueError, OverflowError) as error:
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
        followers=number(followers),
        verified=user.get("verified") is True or string(user.get("verified_type")) not in {None, "none"},
        bio=string(user.get("description")),
    )


def number(value: object) -> int | None:
    """A whole number from 0 up that a column of ours can hold; None for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _MOST_PEOPLE else None


def users_by_id(includes: Json) -> Json:
    """The users of `includes`, by id."""
    users = [mapping(each) for each in sequence(includes.get("users"))]
    return {found: user for user in users if (found := text_id(user.get("id")))}


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
                return Quote(string(author.get("name")) or "", words(found))
    return None


def quotes(post: Json, includes: Json, own_id: str) -> bool:
    """Whether the post quotes one of ours that the delivery brings."""
    wanted = referenced(post, "quoted")
    brought = [mapping(each) for each in sequence(includes.get("posts"))]
    return any(text_id(each.get("id")) == wanted and text_id(each.get("author_id")) == own_id for each in brought)


def words(post: Json) -> str:
    """The whole text: a long post has it in `note_tweet`, beside a `text` that is cut off."""
    long = string(mapping(post.get("note_tweet")).get("text")) or string(mapping(post.get("note_post")).get("text"))
    return plain(long or string(post.get("text")) or "")


def plain(text: str) -> str:
    """The text without the three escapes X writes into it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentions(post: Json, own_id: str) -> bool:
    """Whether the post names us."""
    named = sequence(mapping(post.get("entities")).get("mentions"))
    return any(text_id(mapping(each).get("id")) == own_id for each in named)


def history(post: Json) -> list[str]:
    """The ids of all versions of a post, the first one first."""
    ids = post.get("edit_history_post_ids") or post.get("edit_history_tweet_ids")
    return [str(each) for each in sequence(ids) if text_id(each)]


def from_legacy(tweet: Json) -> tuple[Json, Json, Json]:
    """A version 1.1 tweet as (a version 2 post, its includes, its users)."""
    user = mapping(tweet.get("user"))
    author = need_id(user.get("id_str") or user.get("id"), "user.id_str")
    extended = mapping(tweet.get("extended_tweet"))
    named = sequence(mapping(extended.get("entities") or tweet.get("entities")).get("user_mentions"))
    references = {
        "replied_to": tweet.get("in_reply_to_status_id_str"),
        "quoted": tweet.get("quoted_status_id_str"),
        "retweeted": mapping(tweet.get("retweeted_status")).get("id_str"),
    }
    post: Json = {
        "id": tweet.get("id_str") or tweet.get("id"),
        "text": string(extended.get("full_text")) or string(tweet.get("full_text")) or tweet.get("text"),
        "author_id": author,
        "timestamp_ms": tweet.get("timestamp_ms"),
        "in_reply_to_user_id": tweet.get("in_reply_to_user_id_str"),
        # The delivery does not tell the root; what it answers is as near as it comes.
        "conversation_id": tweet.get("in_reply_to_status_id_str") or tweet.get("id_str"),
        "entities": {"mentions": [{"id": mapping(each).get("id_str")} for each in named]},
        "referenced_posts": [{"type": kind, "id": each} for kind, each in references.items() if text_id(each)],
    }
    return post, _legacy_quote(mapping(tweet.get("quoted_status"))), {author: user}


def _legacy_quote(quoted: Json) -> Json:
    """The quoted tweet, as version 2 includes it."""
    if not quoted:
        return {}
    user = mapping(quoted.get("user"))
    author = text_id(user.get("id_str"))
    text = string(mapping(quoted.get("extended_tweet")).get("full_text")) or quoted.get("text")
    post = {"id": quoted.get("id_str"), "author_id": author, "text": text}
    return {"posts": [post], "users": [{**user, "id": author}]}
