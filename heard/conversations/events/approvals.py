"""What happens to replies that need another person's yes, and to the rules that say which do."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class _OfApproval(Event):
    """Something happened to a reply that waits, or waited, for a yes."""

    approval_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(_OfApproval):
    """A reply waits for the yes of some people; `step` counts from 1, of `steps`. `rule`: the name of the rule, if one."""

    kind = "approval.asked"
    user_ids: list[int]
    step: int
    steps: int
    visibility: str
    rule: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalEscalated(_OfApproval):
    """Nobody answered in time: others are asked too."""

    kind = "approval.escalated"
    user_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ApprovalEdited(_OfApproval):
    """An approver changed the words of a reply that waits; the author's stay known. `user_ids`: who is asked again for that."""

    kind = "approval.edited"
    user_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ApprovalAgreed(_OfApproval):
    """A person said yes, and others must too."""

    kind = "approval.agreed"


@dataclass(frozen=True, kw_only=True)
class ApprovalApproved(_OfApproval):
    """The last yes: the reply goes out as a message."""

    kind = "approval.approved"
    message_id: int
    edited: bool


@dataclass(frozen=True, kw_only=True)
class ApprovalRejected(_OfApproval):
    """A person said no, and why; the words are their author's draft again."""

    kind = "approval.rejected"
    note: str | None = None
    other_approval_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalWithdrawn(_OfApproval):
    """Its author took a reply back before it was decided."""

    kind = "approval.withdrawn"


@dataclass(frozen=True, kw_only=True)
class ApprovalExpired(_OfApproval):
    """Nobody answered at all; the words are their author's draft again."""

    kind = "approval.expired"


@dataclass(frozen=True, kw_only=True)
class ApprovalRulesChanged(Event):
    """A rule of what needs a yes was made, changed, moved or removed."""

    kind = "approval_rule.changed"
    rule_id: int
    change: str
    name: str
