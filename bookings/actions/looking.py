"""Every look of a desk at somebody's data leaves a line (decision 0007), in pages and API alike."""

from collections.abc import Iterable

from backend.accounts import models as accounts
from backend.common import audit
from bookings import models, permissions
from bookings.queries import bookings, desk_search


def note_look(what: str, *, by: accounts.User, center: models.Center, shown: Iterable[models.Booking]) -> None:
    """This function will record whose data a desk saw: people by their code, others by that of their booking."""
    seen = list(shown)
    audit.looks(what, by=by, abouts=bookings.people_on(seen), center_code=center.code)
    audit.looks_at(what, by=by, subjects=_nameless(seen), center_code=center.code)


def note_look_across(what: str, *, by: accounts.User, subject: str, shown: Iterable[models.Booking]) -> None:
    """This function will record a look at the people of bookings, each at the center that they booked at."""
    people: dict[str, dict[str, accounts.User]] = {}
    for booking in shown:
        if booking.booked_by:
            people.setdefault(booking.center.code, {})[booking.booked_by.code] = booking.booked_by
    for center_code, abouts in people.items():
        audit.looks(what, by=by, abouts=abouts.values(), subject=subject, center_code=center_code)


def note_look_at(what: str, *, by: accounts.User, booking: models.Booking) -> None:
    """This function will record a look at one booking: at its person, or a desk's at somebody without an account."""
    center = booking.center
    if booking.booked_by or permissions.may_use_desk(by, center):
        note_look(what, by=by, center=center, shown=[booking])


def note_look_at_loans(*, by: accounts.User, center: models.Center, shown: Iterable[models.Loan]) -> None:
    """This function will record whose loans a desk saw."""
    seen, what = list(shown), "bookings.loans"
    people = {loan.booked_by.pk: loan.booked_by for loan in seen if loan.booked_by}
    audit.looks(what, by=by, abouts=people.values(), center_code=center.code)
    nameless = [loan.code for loan in seen if loan.booked_by is None]
    audit.looks_at(what, by=by, subjects=nameless, center_code=center.code)


def note_search(*, by: accounts.User, center: models.Center, found: desk_search.Found) -> None:
    """This function will record a search and everybody it showed; the words that were typed are nobody's business."""
    if not found.kind:
        return
    what = "bookings.desk_search"
    shown = len(found.people) + len(found.groups) + len(found.bookings)
    audit.looks_at(what, by=by, subjects=[center.code], center_code=center.code, searched_by=found.kind, shown=shown)
    audit.looks(what, by=by, abouts=found.people_seen, center_code=center.code)
    audit.looks_at(what, by=by, subjects=_nameless(found.bookings), center_code=center.code)


def _nameless(bookings: Iterable[models.Booking]) -> list[str]:
    return [booking.code for booking in bookings if booking.booked_by is None]
