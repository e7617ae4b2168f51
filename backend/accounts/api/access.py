"""How the API of groups finds what it is about, and reads what is sent."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from backend.accounts import models, permissions, queries
from backend.common import audit, errors

May = Callable[[permissions.Visitor, models.Group], bool]


def group_for(request: Request, code: str, *, may: May = permissions.may_see_group) -> models.Group:
    """This function will find a group for somebody who may; who may not even see it learns nothing of it."""
    found = queries.group(code)
    if may(request.user, found):
        return found
    raise errors.NotAllowed if permissions.may_see_group(request.user, found) else errors.NotFound


def sent(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """This function will give what was sent, in its shape."""
    read = shape(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def members_for(request: Request, group: models.Group) -> list[models.GroupMember]:
    """This function will give a group's list, and note the look of somebody who is not on it."""
    person, members = permissions.person_of(request), list(queries.members_of_group(group))
    if not any(member.user_id == person.pk for member in members):
        seen = [member.user for member in members if member.user]
        audit.looks("accounts.group", by=person, abouts=seen, subject=group.code, center_code=group.center_code)
    return members
