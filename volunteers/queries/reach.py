"""The thing that a code names, for somebody who may know of it; for everybody else there is none."""

from backend.accounts.permissions import Visitor
from backend.common import errors
from volunteers import models, permissions
from volunteers.queries import _found, requests


def readable_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody may read."""
    return _found.one(requests.detailed(), code, may=lambda found: permissions.may_see(user, found))


def organised_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody runs."""
    return _found.one(requests.detailed(), code, may=lambda found: permissions.may_organise(user, found))


def reviewable_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody may review."""
    return _found.one(requests.detailed(), code, may=lambda found: permissions.may_review(user, found))


def readable_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift whose request somebody may read."""
    return _found.one(requests.detailed_shifts(), code, may=lambda found: permissions.may_see(user, found.request))


def organised_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift that somebody runs."""
    return _found.one(requests.detailed_shifts(), code, may=lambda found: permissions.may_organise(user, found.request))


def kept_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift whose roster somebody keeps: as organiser, or at the desk of its center."""
    return _found.one(requests.detailed_shifts(), code, may=lambda found: permissions.may_keep_roster(user, found))


def own_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give an assignment of somebody's own."""
    return _found.one(models.Assignment.objects.detailed(), code, may=lambda found: permissions.is_own(user, found))


def decided_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give an assignment of somebody's own that they can answer, change or give up.

    Of a party's, who led it and answers for it no more decides nothing.
    """
    found = own_assignment(user, code)
    if hasattr(found, "party") and not permissions.answers_for(user, found.party):
        raise errors.NotFound
    return found


def organised_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift that somebody runs."""
    return _found.one(
        models.Assignment.objects.detailed(),
        code,
        may=lambda found: permissions.may_organise(user, found.shift.request),
    )


def kept_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift whose roster somebody keeps."""
    return _found.one(
        models.Assignment.objects.detailed(), code, may=lambda found: permissions.may_keep_roster(user, found.shift)
    )


def kept_party(user: Visitor, code: str) -> models.Assignment:
    """This function will give a party's assignment to a shift whose roster somebody keeps; of others there is none."""
    found = kept_assignment(user, code)
    if not hasattr(found, "party"):
        raise errors.NotFound
    return found
