"""How the pages of groups find what they are about, and note who looked."""

from collections.abc import Callable

from django.http import HttpRequest

from backend.accounts import models, permissions, queries
from backend.common import audit, errors

May = Callable[[permissions.Visitor, models.Group], bool]


def group_for(request: HttpRequest, code: str, *, may: May = permissions.may_see_group) -> models.Group:
    """This function will find a group for somebody who may; who may not even see it learns nothing of it."""
    found, person = queries.group(code), permissions.person_of(request)
    if may(person, found):
        return found
    raise errors.NotAllowed if permissions.may_see_group(person, found) else errors.NotFound


def members_for(request: HttpRequest, group: models.Group) -> list[models.GroupMember]:
    """This function will give a group's list, and note the look of somebody who is not on it."""
    person, members = permissions.person_of(request), list(queries.members_of_group(group))
    if not any(member.user_id == person.pk for member in members):
        seen = [member.user for member in members if member.user]
        audit.looks("accounts.group", by=person, abouts=seen, subject=group.code, center_code=group.center_code)
    return members
