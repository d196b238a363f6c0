"""What can stand in the way of work on a conversation."""

from __future__ import annotations

from heard.kit.errors import HeardError, Invalid


class ClaimedByOther(HeardError):
    """A colleague holds this conversation; take it over if you mean to."""

    status = 409
    code = "claimed_by_other"


class ReplyRefused(HeardError):
    """This reply may not go out."""

    status = 422
    code = "reply_refused"


class ModerationRefused(HeardError):
    """This cannot be done with this message."""

    status = 422
    code = "moderation_refused"


class ModerationUnderWay(HeardError):
    """The network has not answered the last thing asked for this message yet; wait a moment."""

    status = 409
    code = "moderation_under_way"


class AnsweredMeanwhile(HeardError):
    """Somebody of ours has answered since you began; look, then send again if you still mean to."""

    status = 409
    code = "answered_meanwhile"


class PlaceholderUnfilled(HeardError):
    """A placeholder still stands in the text; write what belongs there."""

    status = 422
    code = "placeholder_unfilled"


class DraftChanged(HeardError):
    """You have written something else here on another device."""

    status = 409
    code = "draft_changed"


class TooLateToUndo(HeardError):
    """The reply is already on its way."""

    status = 409
    code = "too_late_to_undo"


class OutcomeUnknown(HeardError):
    """Nobody knows whether this reply went out; look on the network, then say what happened or confirm sending again."""

    status = 409
    code = "outcome_unknown"


class CannotRetry(HeardError):
    """Only a reply that failed, or whose outcome is unknown, can be sent again."""

    status = 409
    code = "cannot_retry"


class EmptyText(HeardError):
    """Write something first."""

    status = 422
    code = "empty_text"


class ReferenceTaken(HeardError):
    """This client reference belongs to another reply; make a new one."""

    status = 409
    code = "reference_taken"


class AlreadyResolved(HeardError):
    """This conversation is resolved; re-open it first."""

    status = 409
    code = "already_resolved"


class NotResolved(HeardError):
    """This conversation is not resolved."""

    status = 409
    code = "not_resolved"


class CannotReopen(HeardError):
    """A newer conversation with this person is open; go on there."""

    status = 409
    code = "newer_conversation_open"


class AssigneeAbsent(HeardError):
    """Work is not given to somebody who is not there; choose a colleague who is present, or a team."""

    status = 422
    code = "assignee_absent"


class NoSuchMember(HeardError):
    """One of these people is not an active member of the workspace."""

    status = 422
    code = "no_such_member"


class NoSuchTeam(HeardError):
    """There is no such team in the workspace."""

    status = 422
    code = "no_such_team"


class NoSuchTag(HeardError):
    """One of these tags is not in the dictionary."""

    status = 422
    code = "no_such_tag"


class TagExists(HeardError):
    """There is a tag of this name already."""

    status = 409
    code = "tag_exists"


class NothingToSearchFor(Invalid):
    """Write at least one word to find, or from: and a handle."""

    status = 422
    code = "nothing_to_search_for"


class BadCondition(Invalid):
    """A condition of this search says something Heard does not know."""

    status = 422
    code = "bad_condition"


class SearchTooWide(Invalid):
    """The search takes too long: narrow it by a rarer word, a network, a tag, a person or a time."""

    status = 422
    code = "search_too_wide"


class SnoozeTime(HeardError):
    """Choose a time that lies ahead, within a year."""

    status = 422
    code = "snooze_time"


class NothingChosen(HeardError):
    """None of these conversations is here, or yours to see."""

    status = 422
    code = "nothing_chosen"


class AlreadyUndone(HeardError):
    """This has been taken back already."""

    status = 409
    code = "already_undone"


class ViewExists(HeardError):
    """You have a view of this name already."""

    status = 409
    code = "view_exists"


class TooManyViews(HeardError):
    """There are fifty saved views already; remove one that nobody uses."""

    status = 422
    code = "too_many_views"


class PictureTooLarge(HeardError):
    """One of the pictures is larger than this network takes."""

    status = 422
    code = "picture_too_large"


class SpamWordEmpty(HeardError):
    """Write a word, a phrase or an emoji; marks alone are in everything."""

    status = 422
    code = "spam_word_empty"


class SpamWordTooShort(HeardError):
    """One letter is in nearly every message; write a whole word."""

    status = 422
    code = "spam_word_too_short"


class SpamWordExists(HeardError):
    """This word is on the list already."""

    status = 409
    code = "spam_word_exists"


class TooManySpamWords(HeardError):
    """There are five hundred spam words already; remove one that files nothing."""

    status = 422
    code = "too_many_spam_words"


class NotFiledAsSpam(HeardError):
    """This conversation is not in spam any more."""

    status = 409
    code = "not_filed_as_spam"


class TooSoon(HeardError):
    """Choose a time at least a minute ahead, or send it now."""

    status = 422
    code = "too_soon"


class TooLate(HeardError):
    """Choose a time within ninety days."""

    status = 422
    code = "too_late"


class BeyondWindow(HeardError):
    """The network takes private replies to this person only until earlier; choose a time before that."""

    status = 422
    code = "beyond_window"


class NeedsApproval(HeardError):
    """This reply needs another person's yes, and such replies cannot be scheduled yet; submit it for approval."""

    status = 422
    code = "needs_approval"


class NotYourScheduled(HeardError):
    """Only its author can do this with a reply that waits for its time."""

    status = 403
    code = "not_your_scheduled"


class ScheduledEnded(HeardError):
    """This reply does not wait for its time any more; look what became of it."""

    status = 409
    code = "scheduled_ended"


class NotYourApproval(HeardError):
    """This reply does not wait for your yes."""

    status = 403
    code = "not_your_approval"


class ApprovalDecided(HeardError):
    """This reply does not wait any more; look what became of it."""

    status = 409
    code = "approval_decided"


class SomethingNewSaid(HeardError):
    """Something was said here that you have not seen; look, then decide again."""

    status = 409
    code = "something_new_said"


class NobodyToApprove(HeardError):
    """There is nobody but you who could say yes to this reply; ask an admin to name somebody."""

    status = 422
    code = "nobody_to_approve"


class NoSuchApprover(HeardError):
    """Name people who may answer without approval, and teams that there are; each step needs at least one."""

    status = 422
    code = "no_such_approver"


class TooManyApprovalRules(HeardError):
    """There are fifty rules already; remove one that nobody needs."""

    status = 422
    code = "too_many_approval_rules"
