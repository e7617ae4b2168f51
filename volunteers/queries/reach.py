"""The thing that a code names, for somebody who may know of it; for everybody else there is none."""

from backend.accounts.permissions import Visitor
from backend.common import errors
from volunteers import models, permissions
from volunteers.queries import requests


def readable_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody may read."""
    found = requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_see(user, found):
        raise errors.NotFound
    return found


def organised_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody runs."""
    found = requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_organise(user, found):
        raise errors.NotFound
    return found


def reviewable_request(user: Visitor, code: str) -> models.Request:
    """This function will give a request that somebody may review."""
    found = requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_review(user, found):
        raise errors.NotFound
    return found


def readable_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift whose request somebody may read."""
    found = _shift(code)
    if not permissions.may_see(user, found.request):
        raise errors.NotFound
    return found


def organised_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift that somebody runs."""
    found = _shift(code)
    if not permissions.may_organise(user, found.request):
        raise errors.NotFound
    return found


def kept_shift(user: Visitor, code: str) -> models.Shift:
    """This function will give a shift whose roster somebody keeps: as organiser, or at the desk of its center."""
    found = _shift(code)
    if not permissions.may_keep_roster(user, found):
        raise errors.NotFound
    return found


def _shift(code: str) -> models.Shift:
    found = requests.detailed_shifts().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def own_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give an assignment of somebody's own."""
    found = _assignment(code)
    if not permissions.is_own(user, found):
        raise errors.NotFound
    return found


def organised_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift that somebody runs."""
    found = _assignment(code)
    if not permissions.may_organise(user, found.shift.request):
        raise errors.NotFound
    return found


def kept_assignment(user: Visitor, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift whose roster somebody keeps."""
    found = _assignment(code)
    if not permissions.may_keep_roster(user, found.shift):
        raise errors.NotFound
    return found


def _assignment(code: str) -> models.Assignment:
    found = models.Assignment.objects.detailed().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found
