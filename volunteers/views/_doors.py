"""What the views of this app share: who asks, and the thing that a code names, if they may know of it."""

from typing import cast

from django.http import HttpRequest

from backend.accounts import models as accounts
from backend.common import errors
from volunteers import models, permissions, queries


def person(request: HttpRequest) -> accounts.User:
    """This function will give the person of a view that only signed-in people reach."""
    return cast("accounts.User", request.user)


def readable_request(request: HttpRequest, code: str) -> models.Request:
    """This function will give a request that the visitor may read."""
    found = queries.requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_see(request.user, found):
        raise errors.NotFound
    return found


def organised_request(request: HttpRequest, code: str) -> models.Request:
    """This function will give a request that the person runs."""
    found = queries.requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_organise(request.user, found):
        raise errors.NotFound
    return found


def reviewable_request(request: HttpRequest, code: str) -> models.Request:
    """This function will give a request that the person may review."""
    found = queries.requests.detailed().filter(code=code).first()
    if found is None or not permissions.may_review(request.user, found):
        raise errors.NotFound
    return found


def readable_shift(request: HttpRequest, code: str) -> models.Shift:
    """This function will give a shift whose request the visitor may read."""
    found = _shift(code)
    if not permissions.may_see(request.user, found.request):
        raise errors.NotFound
    return found


def organised_shift(request: HttpRequest, code: str) -> models.Shift:
    """This function will give a shift that the person runs."""
    found = _shift(code)
    if not permissions.may_organise(request.user, found.request):
        raise errors.NotFound
    return found


def kept_shift(request: HttpRequest, code: str) -> models.Shift:
    """This function will give a shift whose roster the person keeps: as organiser, or at the desk of its center."""
    found = _shift(code)
    if not permissions.may_keep_roster(request.user, found):
        raise errors.NotFound
    return found


def _shift(code: str) -> models.Shift:
    found = queries.requests.detailed_shifts().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def own_assignment(request: HttpRequest, code: str) -> models.Assignment:
    """This function will give an assignment of the person's own."""
    found = _assignment(code)
    if not permissions.is_own(request.user, found):
        raise errors.NotFound
    return found


def organised_assignment(request: HttpRequest, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift that the person runs."""
    found = _assignment(code)
    if not permissions.may_organise(request.user, found.shift.request):
        raise errors.NotFound
    return found


def kept_assignment(request: HttpRequest, code: str) -> models.Assignment:
    """This function will give somebody's assignment to a shift whose roster the person keeps."""
    found = _assignment(code)
    if not permissions.may_keep_roster(request.user, found.shift):
        raise errors.NotFound
    return found


def _assignment(code: str) -> models.Assignment:
    found = models.Assignment.objects.detailed().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found
