"""What may be asked of accounts: who is acting, signing in and out, and managing people, teams and keys."""

from __future__ import annotations

from heard.accounts.guard import needs, open_to_all, signed_in
from heard.accounts.service.access import (
    COOKIE,
    SESSION_DAYS,
    actor_of_member,
    actor_of_session,
    actor_of_token,
    prune,
    sign_in,
    sign_out,
    start_session,
)
from heard.accounts.service.introductions import (
    introduce,
    introduction_of,
    people_page,
    photo_of,
    photo_on_page,
    remove_photo,
    set_people_page,
    set_photo,
)
from heard.accounts.service.invitations import accept, invite, look_up, withdraw
from heard.accounts.service.members import (
    change_member,
    create_user,
    create_workspace,
    is_set_up,
    join,
    members,
    names_of,
    set_up,
    sign_on,
    teams_of,
)
from heard.accounts.service.passwords import check_password, hash_password
from heard.accounts.service.signatures import set_signature, set_signing, signature_of
from heard.accounts.service.teams import change_team, create_team, remove_team
from heard.accounts.service.tokens import make_token, remove_token
from heard.accounts.service.workspace import set_stale_days
from heard.accounts.signing import signed

__all__ = [
    "COOKIE",
    "SESSION_DAYS",
    "accept",
    "actor_of_member",
    "actor_of_session",
    "actor_of_token",
    "change_member",
    "change_team",
    "check_password",
    "create_team",
    "create_user",
    "create_workspace",
    "hash_password",
    "introduce",
    "introduction_of",
    "invite",
    "is_set_up",
    "join",
    "look_up",
    "make_token",
    "members",
    "names_of",
    "needs",
    "open_to_all",
    "people_page",
    "photo_of",
    "photo_on_page",
    "prune",
    "remove_photo",
    "remove_team",
    "remove_token",
    "set_people_page",
    "set_photo",
    "set_signature",
    "set_signing",
    "set_stale_days",
    "set_up",
    "sign_in",
    "sign_on",
    "sign_out",
    "signature_of",
    "signed",
    "signed_in",
    "start_session",
    "teams_of",
    "withdraw",
]
