"""Several rooms at once, all or none: for an activity with several times, each in a room of its own.

Every place is swept before anything is locked; then whose bookings are counted, all spaces by id, and one room after
another, each held against the rules with those before it counted.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import retries
from backend.notices import actions as notices
from bookings import errors, models
from bookings.actions import admission, drafting, holding, moving, reserving
from bookings.queries import wishes


@retries.on_conflict
def reserve_rooms(
    wanted: Sequence[wishes.Wish], *, purpose: str, by: accounts.User, now: datetime
) -> list[models.Booking]:
    """This function will reserve what is wished for in its order, or nothing; the person hears of it once.

    A refusal is as that of `reserve_room`, and says in `data["place"]` which of the wishes it is about.
    """
    moving.sweep_places(wanted, now=now)
    entry = drafting.Entry(by=by, purpose=purpose, now=now, quiet=len(wanted) > 1)
    with transaction.atomic():
        _lock(wanted)
        made = [_one(place, wish, entry) for place, wish in enumerate(wanted)]
        if entry.quiet:
            _tell(made, by, now)
    return made


def _lock(wanted: Sequence[wishes.Wish]) -> None:
    counted = {(wish.group.pk if wish.group else 0, wish.person.pk if wish.person else 0): wish for wish in wanted}
    for _, wish in sorted(counted.items()):
        admission.lock_counted(wish)
    holding.lock_spaces({wish.room.pk for wish in wanted})


def _one(place: int, wish: wishes.Wish, entry: drafting.Entry) -> models.Booking:
    try:
        # Of its own, so that after a refusal one can still ask what else there is.
        with transaction.atomic():
            return reserving.reserved(wish, entry)
    except errors.Refusal as refusal:
        told = reserving.with_what_else(wish, refusal, entry.now)
        told.data["place"] = place
        raise told from refusal.__cause__


def _tell(made: Sequence[models.Booking], by: accounts.User, now: datetime) -> None:
    notices.send(
        to=by,
        template="bookings/rooms_reserved",
        key=f"rooms-reserved-{made[0].code}",
        now=now,
        context={"bookings": made},
        url="/bookings/",
    )
