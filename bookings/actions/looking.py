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


def note_look_at(what: str, *, by: accounts.User, booking: models.Booking) -> None:
    """This function will record a look at one booking: at its person, or a desk's at somebody without an account."""
    center = booking.center
    if booking.booked_by or permissions.may_use_desk(by, center):
        note_look(what, by=by, center=center, shown=[booking])


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
