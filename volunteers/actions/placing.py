"""Where a shift takes place: noted by whoever reserves a room or equipment for it, in the same transaction."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import errors as refusals
from volunteers import models, queries
from volunteers.actions import requests, revising


def hold_shift(shift: models.Shift, *, now: datetime) -> models.Shift:
    """This function will lock a shift that is still to come, its request first, until the transaction ends.

    Whoever reserves something for a shift holds it, so that it is not called off meanwhile. Raises ShiftCalledOff and
    ShiftStarted.
    """
    models.Request.objects.select_for_update(no_key=True).only("pk").get(pk=shift.request_id)
    models.Shift.objects.select_for_update(no_key=True).only("pk").get(pk=shift.pk)
    current = queries.requests.detailed_shifts().get(pk=shift.pk)
    if current.is_called_off:
        raise refusals.ShiftCalledOff
    if current.has_started(now):
        raise refusals.ShiftStarted
    return current


@retries.on_conflict
def place_shift(
    shift: models.Shift,
    *,
    by: accounts.User,
    now: datetime,
    place: str = "",
    center_code: str = "",
    booking_code: str = "",
) -> models.Shift:
    """This function will note the center and the room of a shift; with a `place`, it takes place there from now on.

    Those who stand to a published shift are told of a new place, and asked, as by any edit. Raises as hold_shift.
    """
    with errors.translated(), transaction.atomic():
        current = hold_shift(shift, now=now)
        if place and place != current.place:
            _rename(current, place, by, now)
        current.place, current.center_code, current.booking_code = place or current.place, center_code, booking_code
        current.save(update_fields=["place", "center_code", "booking_code"])
        audit.record("volunteers.place", by=by, subject=current.code, now=now, booking=booking_code)
    return current


def _rename(shift: models.Shift, place: str, by: accounts.User, now: datetime) -> None:
    request = shift.request
    if not request.is_public:
        return
    plan = requests.RequestPlan(**{name: getattr(request, name) for name in requests.CONTENT})
    given = {name: getattr(shift, name) for name in requests.OF_SHIFT} | {"place": place, "code": shift.code}
    revising.revise_request(request, plan=plan, shifts=[requests.ShiftPlan(**given)], by=by, now=now)
