"""What other rooms may ask of contacts: who speaks to us, and every verb of what is known of them."""

from __future__ import annotations

from heard.contacts.merging import ATTRIBUTE, Side
from heard.contacts.service.arriving import IdentityKey, Known, resolve, tokenise
from heard.contacts.service.card import change, locked
from heard.contacts.service.fields import add_field, change_field, fields, remove_field
from heard.contacts.service.merges import Proposal, find_merge, gather, merge, propose, undo_merge
from heard.contacts.service.mutes import mute, spare, unmute
from heard.contacts.service.notes import add_note, change_note, delete_note, find_note, prune_notes, restore_note
from heard.contacts.values import Value

__all__ = [
    "ATTRIBUTE",
    "IdentityKey",
    "Known",
    "Proposal",
    "Side",
    "Value",
    "add_field",
    "add_note",
    "change",
    "change_field",
    "change_note",
    "delete_note",
    "fields",
    "find_merge",
    "find_note",
    "gather",
    "locked",
    "merge",
    "mute",
    "propose",
    "prune_notes",
    "remove_field",
    "resolve",
    "restore_note",
    "spare",
    "tokenise",
    "undo_merge",
    "unmute",
]
