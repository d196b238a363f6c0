"""What may be asked of accounts: who is acting, signing in and out, and managing people, teams and keys."""

from __future__ import annotations

from heard.accounts.service.access import COOKIE, actor_of_session, actor_of_token, sign_in, sign_out
from heard.accounts.service.invitations import accept, invite, look_up, withdraw
from heard.accounts.service.members import (
    change_member,
    create_user,
    create_workspace,
    is_set_up,
    join,
    names_of,
    set_up,
    sign_on,
)
from heard.accounts.service.passwords import check_password, hash_password
from heard.accounts.service.teams import change_team, create_team, remove_team
from heard.accounts.service.tokens import make_token, remove_token

__all__ = [
    "COOKIE",
    "accept",
    "actor_of_session",
    "actor_of_token",
    "change_member",
    "change_team",
    "check_password",
    "create_team",
    "create_user",
    "create_workspace",
    "hash_password",
    "invite",
    "is_set_up",
    "join",
    "look_up",
    "make_token",
    "names_of",
    "remove_team",
    "remove_token",
    "set_up",
    "sign_in",
    "sign_on",
    "sign_out",
    "withdraw",
]
