"""Who may do what with rooms and bookings, as predicates."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from backend.accounts import permissions as accounts
from bookings import enums

if TYPE_CHECKING:
    from backend.accounts.models import Group
    from bookings import models  # predicates stand below the models and ask the objects they are given


def may_reserve(user: accounts.Visitor, room: "models.Room") -> bool:
    """This function will tell whether somebody may try to reserve a room online; the usage rules decide the rest."""
    return not isinstance(user, AnonymousUser) and user.is_active and room.is_active


def may_book_for(user: accounts.Visitor, group: "Group") -> bool:
    """This function will tell whether somebody books for a group: its representative or a deputy."""
    return accounts.represents(user, group)


def may_see_booking(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may see a booking: its person, those booking for its group, its desk.

    Also the city, where the usage rules leave the approval to it.
    """
    return _is_own(user, booking) or may_use_desk(user, booking.center) or may_decide(user, booking)


def may_cancel(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may cancel a booking: its person, its group's bookers, its desk."""
    return _is_own(user, booking) or may_use_desk(user, booking.center)


def may_move(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may change a booking: who may cancel it."""
    return may_cancel(user, booking)


def may_see_series(user: accounts.Visitor, series: "models.Series") -> bool:
    """This function will tell whether somebody may see and change a series: who books for its group, and its desk."""
    return accounts.represents(user, series.group) or may_use_desk(user, series.room.center)


def may_decide(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may approve or refuse a booking, as the usage rules have it.

    The city where they say so, else the desk of its center, which also writes down what a committee decided.
    """
    if booking.approver == enums.Approver.CITY:
        return accounts.is_city_official(user)
    return may_use_desk(user, booking.center)


def may_keep_record(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody notes what comes and who comes: forms, check-ins, no-shows, the room.

    The desk of its center, whoever permits the booking, and who permits it.
    """
    return may_use_desk(user, booking.center) or may_decide(user, booking)


def may_decide_for_the_city(user: accounts.Visitor) -> bool:
    """This function will tell whether somebody decides about the bookings that the usage rules leave to the city."""
    return accounts.is_city_official(user)


def may_compare_rules(user: accounts.Visitor) -> bool:
    """This function will tell whether somebody compares usage rules: who works at a center or for the city."""
    return accounts.is_any_staff(user) or accounts.is_city_official(user)


def may_draft_rules(user: accounts.Visitor, center: "models.Center | None") -> bool:
    """This function will tell whether somebody drafts and publishes usage rules.

    The city's default (no center) is the city's affair; a center's and its rooms' are its staff's.
    """
    return accounts.is_city_official(user) if center is None else accounts.is_staff_of(user, center.code)


def may_name_the_refused(user: accounts.Visitor, center: "models.Center | None") -> bool:
    """This function will tell whether somebody may learn by name whom a draft of usage rules would have refused.

    The staff of that center; for the city's default nobody but who is at home at every desk.
    """
    return accounts.is_administrator(user) if center is None else accounts.is_staff_of(user, center.code)


def may_write_papers(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may hand in a booking's papers and print its permit: who may see it."""
    return may_see_booking(user, booking)


def may_object(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may speak against a no-show: its person and who books for its group."""
    return _is_own(user, booking)


def may_restrict(user: accounts.Visitor, center: "models.Center") -> bool:
    """This function will tell whether somebody may decide on restrictions at a center: its desk."""
    return may_use_desk(user, center)


def may_see_entry(user: accounts.Visitor, entry: "models.WaitingEntry") -> bool:
    """This function will tell whether somebody may see a place in line: its person, its group's bookers, the desk."""
    return may_leave(user, entry) or may_use_desk(user, entry.room.center)


def may_leave(user: accounts.Visitor, entry: "models.WaitingEntry") -> bool:
    """This function will tell whether somebody may give up a place in line: its person, and who books for its group."""
    if isinstance(user, AnonymousUser):
        return False
    return entry.person_id == user.pk or (entry.group is not None and accounts.represents(user, entry.group))


def may_answer(user: accounts.Visitor, offer: "models.Booking") -> bool:
    """This function will tell whether somebody may take or decline an offer: its person, or its group's bookers.

    What is a group's is taken by those who book for it now, not by who has left it since they stood in line.
    For somebody displaced the desk answers as well, which has them on the phone: that of the room, or of the booking
    for which the offer stands in. A place in line is one's own affair.
    """
    own = _is_own(user, offer) if offer.group is None else accounts.represents(user, offer.group)
    if own:
        return True
    return offer.replaces is not None and any(
        may_use_desk(user, center) for center in (offer.center, offer.replaces.center)
    )


def may_see_offer(user: accounts.Visitor, offer: "models.Booking") -> bool:
    """This function will tell whether somebody may see an offer: who may answer it, and the desk of its room."""
    return may_answer(user, offer) or may_use_desk(user, offer.center)


def may_choose_instead(user: accounts.Visitor, displaced: "models.Booking") -> bool:
    """This function will tell whether somebody may choose among what is held for a displaced booking.

    Its person, its group's bookers, and the desk, which speaks with those whom it phones.
    """
    return _is_own(user, displaced) or may_use_desk(user, displaced.center)


def may_book_public_use(user: accounts.Visitor, center: "models.Center") -> bool:
    """This function will tell whether somebody may take a center's room for public use: its desk and the city."""
    return may_use_desk(user, center) or accounts.is_city_official(user)


def may_borrow(user: accounts.Visitor, equipment: "models.Equipment") -> bool:
    """This function will tell whether somebody may ask for equipment online; the center decides the rest."""
    return not isinstance(user, AnonymousUser) and user.is_active and equipment.is_active


def may_see_loan(user: accounts.Visitor, loan: "models.Loan") -> bool:
    """This function will tell whether somebody may see a loan: its person, those booking for its group, its desk."""
    return may_cancel_loan(user, loan)


def may_cancel_loan(user: accounts.Visitor, loan: "models.Loan") -> bool:
    """This function will tell whether somebody may call a loan off: its person, its group's bookers, its desk."""
    return _is_own_loan(user, loan) or may_lend(user, loan)


def may_lend(user: accounts.Visitor, loan: "models.Loan") -> bool:
    """This function will tell whether somebody hands out a loan and takes it back: the desk of its center."""
    return may_use_desk(user, loan.equipment.center)


def may_keep_stock(user: accounts.Visitor, center: "models.Center") -> bool:
    """This function will tell whether somebody writes down what a center lends: its desk."""
    return may_use_desk(user, center)


def may_use_desk(user: accounts.Visitor, center: "models.Center") -> bool:
    """This function will tell whether somebody works at the desk of a center."""
    return accounts.is_staff_of(user, center.code)


def _is_own(user: accounts.Visitor, booking: "models.Booking") -> bool:
    if isinstance(user, AnonymousUser):
        return False
    # A group's booking is the group's: who no longer books for it has no say in it.
    if booking.group is not None:
        return accounts.represents(user, booking.group)
    return booking.booked_by_id == user.pk


def _is_own_loan(user: accounts.Visitor, loan: "models.Loan") -> bool:
    if isinstance(user, AnonymousUser):
        return False
    if loan.group is not None:
        return accounts.represents(user, loan.group)
    return loan.booked_by_id == user.pk


def may_switch_centers(user: accounts.Visitor) -> bool:
    """This function will tell whether somebody decides what is switched on at the centers: the city."""
    return accounts.is_city_official(user)
