"""Who may read which notice, and say how somebody is told."""

from typing import TYPE_CHECKING

from backend.accounts import permissions as roles
from backend.accounts.permissions import Visitor

if TYPE_CHECKING:
    from backend.accounts import models as accounts
    from backend.notices import models


def may_read(person: "accounts.User", notice: "models.Notice") -> bool:
    """This function will tell whether a notice is the person's own."""
    return notice.user_id == person.pk


def may_set_wishes_of(user: Visitor, person: "accounts.User") -> bool:
    """This function will tell whether somebody says for another how they are told: desks for their own people."""
    return roles.may_see_person(user, person)


def may_tell_people(user: Visitor) -> bool:
    """This function will tell whether somebody tells people by letter and phone: every desk its own people."""
    return roles.is_any_staff(user)
