"""What can stand in the way of keeping what is known of a person."""

from __future__ import annotations

from heard.kit.errors import HeardError


class BadValue(HeardError):
    """This value does not fit the field."""

    status = 422
    code = "bad_value"


class FieldManaged(HeardError):
    """This field is filled by another system; change it there."""

    status = 403
    code = "field_managed"


class FieldExists(HeardError):
    """There is a field of this name already."""

    status = 409
    code = "field_exists"


class TooManyFields(HeardError):
    """There are fifty fields already; remove one that nobody uses."""

    status = 422
    code = "too_many_fields"


class ChoicesNeeded(HeardError):
    """Give at least two different choices, of at most a hundred characters each."""

    status = 422
    code = "choices_needed"


class SamePerson(HeardError):
    """This is the same person already."""

    status = 422
    code = "same_person"


class CustomerNumbersDiffer(HeardError):
    """The two have different customer numbers; say which one stays."""

    status = 409
    code = "customer_numbers_differ"


class MergeUndone(HeardError):
    """This merge has been taken back already."""

    status = 409
    code = "merge_undone"


class LaterMerge(HeardError):
    """This person was merged again since; take the later merge back first."""

    status = 409
    code = "later_merge"


class ReasonNeeded(HeardError):
    """Give a reason."""

    status = 422
    code = "reason_needed"
