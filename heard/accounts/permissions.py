"""Roles as named sets of permissions. A permission is stated beside each route it guards."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be allowed or not."""

    READ = "conversations.read"
    REPLY = "conversations.reply"
    REPLY_UNAPPROVED = "conversations.reply_unapproved"
    ASSIGN = "conversations.assign"
    RESOLVE = "conversations.resolve"
    NOTE = "conversations.note"
    MODERATE = "messages.moderate"
    CONTACTS = "contacts.edit"
    MUTE = "contacts.mute"
    CONTACT_FIELDS = "contact_fields.manage"
    TAGS = "tags.manage"
    SHARE = "views.share"
    MACROS = "macros.manage"
    ACCOUNTS = "accounts.manage"
    MEMBERS_READ = "members.read"
    MEMBERS = "members.manage"
    TEAMS = "teams.manage"
    TOKENS = "tokens.manage"
    WORKSPACE = "workspace.manage"
    LOG = "log.read"
    OPERATIONS = "operations.manage"


class Role(StrEnum):
    """What a member is in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    LEAD = "lead"
    AGENT = "agent"
    TRAINEE = "trainee"
    VIEWER = "viewer"


_P = Permission
_VIEWER = frozenset({_P.READ, _P.MEMBERS_READ})
# A trainee's replies wait for another person's yes: see `heard/conversations/approval.py`.
_TRAINEE = _VIEWER | {_P.REPLY, _P.NOTE, _P.ASSIGN, _P.RESOLVE, _P.CONTACTS}
_AGENT = _TRAINEE | {_P.REPLY_UNAPPROVED, _P.TOKENS, _P.MUTE, _P.MODERATE}
_LEAD = _AGENT | {_P.TAGS, _P.CONTACT_FIELDS, _P.SHARE, _P.MACROS, _P.LOG}
_ADMIN = _LEAD | {_P.ACCOUNTS, _P.MEMBERS, _P.TEAMS, _P.WORKSPACE, _P.OPERATIONS}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMIN,
    Role.ADMIN: _ADMIN,
    Role.LEAD: _LEAD,
    Role.AGENT: _AGENT,
    Role.TRAINEE: _TRAINEE,
    Role.VIEWER: _VIEWER,
}

# What an API token with only the scope "read" keeps of its owner's permissions.
READING = frozenset({_P.READ, _P.MEMBERS_READ, _P.LOG})
