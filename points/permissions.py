"""Who may do what with points and vouchers."""

from datetime import date
from typing import TYPE_CHECKING

from backend.accounts import permissions as roles
from backend.accounts.enums import OrganisationRole
from backend.accounts.permissions import Visitor
from backend.common import clock
from points import enums

if TYPE_CHECKING:
    from points import models  # predicates stand below the models and ask the objects they are given


def may_carry_over(user: Visitor) -> bool:
    """This function will tell whether somebody decides for the city that points can be used longer."""
    return roles.is_city_official(user)


def may_see_voucher(user: Visitor, voucher: "models.Voucher") -> bool:
    """This function will tell whether a voucher is the person's own."""
    return user.is_authenticated and voucher.person_code == user.code


def may_set_perks(user: Visitor) -> bool:
    """This function will tell whether somebody decides for the city what points buy."""
    return roles.is_city_official(user)


def may_set_rules(user: Visitor) -> bool:
    """This function will tell whether somebody decides for the city how points are earned."""
    return roles.is_city_official(user)


def may_award_by_hand(user: Visitor) -> bool:
    """This function will tell whether somebody may give points by hand: desks, and who decides for the city."""
    return roles.is_on_duty(user)


def may_see_manual_award(user: Visitor, record: "models.ManualAward") -> bool:
    """This function will tell whether somebody may see an award by hand: who asked, the desk it is of, and the city."""
    asked = user.is_authenticated and record.asked_by_code == user.code
    return may_decide_for(user, record.center_code) or (asked and may_award_by_hand(user))


def may_decide_for(user: Visitor, center_code: str) -> bool:
    """This function will tell whether somebody decides about reports and awards of a center's people."""
    return roles.is_city_official(user) or (bool(center_code) and roles.is_staff_of(user, center_code))


def may_see_report(user: Visitor, report: "models.Report") -> bool:
    """This function will tell whether a report is the person's own, or theirs to decide about."""
    own = user.is_authenticated and report.person_code == user.code
    return own or may_decide_for(user, report.center_code)


def centers_to_decide(user: Visitor) -> frozenset[str] | None:
    """This function will give the centers for whose people somebody decides; None means all, for the city."""
    return None if roles.is_city_official(user) else roles.center_codes(user)


def own_center(user: Visitor) -> str:
    """This function will give the center for which somebody at a desk acts; empty for the city."""
    return min(roles.center_codes(user), default="")


def may_settle(user: Visitor) -> bool:
    """This function will tell whether somebody agrees contracts, decides cases and closes months for the city."""
    return roles.is_city_official(user)


def may_issue_booklets(user: Visitor) -> bool:
    """This function will tell whether somebody makes codes on paper for who stands at the counter: desks."""
    return roles.is_any_staff(user)


def may_print_booklet(user: Visitor, booklet: "models.Booklet", day: date) -> bool:
    """This function will tell whether a desk may print a booklet: who made it there, on the same day."""
    made = user.is_authenticated and booklet.issued_by_code == user.code
    return made and may_issue_booklets(user) and clock.date_of(booklet.issued_at) == day


def may_correct_slips(user: Visitor) -> bool:
    """This function will tell whether somebody may put slips right that were typed wrongly: desks and the city."""
    return roles.is_on_duty(user)


def may_correct_slip(user: Visitor, till: "models.Till") -> bool:
    """This function will tell whether a slip is somebody's to put right; those of shops are any desk's."""
    if roles.is_city_official(user):
        return True
    if till.place_kind == enums.AccountKind.CENTER:
        return roles.is_staff_of(user, till.place_code)
    return roles.is_any_staff(user)


def may_take_gift(user: Visitor, gift: "models.Gift") -> bool:
    """This function will tell whether a gift came to the person, or to a community for which they act."""
    if not user.is_authenticated:
        return False
    if gift.taker_kind == enums.AccountKind.PERSON:
        return gift.taker_code == user.code
    acts = user.organisation_memberships.filter(organisation__code=gift.taker_code, role=OrganisationRole.MANAGER)
    return acts.exists()


def may_see_gift(user: Visitor, gift: "models.Gift") -> bool:
    """This function will tell whether somebody is one of the two sides of a gift."""
    return (user.is_authenticated and gift.giver_code == user.code) or may_take_gift(user, gift)
