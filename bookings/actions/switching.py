"""Switching a center (施設を限定しての試行): now or from a moment on, each switch on its own."""

from datetime import datetime

from django.db import transaction

from backend.accounts import enums as roles
from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models


@retries.on_conflict
@transaction.atomic
def switch_center(
    center: models.Center,
    *,
    switch: enums.Switch,
    value: str,
    reason: str,
    by: accounts.User,
    now: datetime,
    takes_effect_at: datetime | None = None,
) -> models.CenterSwitch:
    """This function will turn a switch of a center at once, or from a moment on, and tell those who work there.

    `value` is a booking mode, or "on" or "off". Raises SwitchReasonMissing, SwitchInThePast, SwitchUnchanged and
    SwitchTurnsAtThatMoment.
    """
    at = takes_effect_at or now
    turn = models.CenterSwitch(
        center=center,
        switch=switch,
        value=value,
        takes_effect_at=at,
        reason=reason.strip(),
        created_at=now,
        created_by=by,
    )
    if not turn.reason:
        raise errors.SwitchReasonMissing
    if at < now:
        raise errors.SwitchInThePast
    before = _value_at(center, switch, at)
    if before == value:
        raise errors.SwitchUnchanged(
            center_name=center.name, switch_text=str(switch.label), value_text=turn.value_text, center=center.code
        )
    with common.translated():
        turn.save(force_insert=True)
    _tell(turn, "switched", by=by, now=now, reason=turn.reason, before=before)
    return turn


def _value_at(center: models.Center, switch: str, at: datetime) -> str:
    """This function will lock the center, so that two who switch it follow one another, and tell what would hold."""
    fresh = models.Center.objects.select_for_update(no_key=True).get(pk=center.pk)
    return fresh.switches_at(at).value_of(switch)


@retries.on_conflict
@transaction.atomic
def withdraw_switch(turn: models.CenterSwitch, *, by: accounts.User, now: datetime) -> models.CenterSwitch:
    """This function will withdraw a turn that has not taken effect, and tell those who work at the center.

    Raises SwitchHolds.
    """
    models.Center.objects.select_for_update(no_key=True).get(pk=turn.center_id)
    fresh = models.CenterSwitch.objects.select_related("center").get(pk=turn.pk)
    if fresh.withdrawn_at is not None or fresh.takes_effect_at <= now:
        raise errors.SwitchHolds
    fresh.withdrawn_at, fresh.withdrawn_by = now, by
    with common.translated():
        fresh.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _tell(fresh, "switch_withdrawn", by=by, now=now)
    return fresh


def _tell(
    turn: models.CenterSwitch, what: str, *, by: accounts.User, now: datetime, reason: str = "", before: str = ""
) -> None:
    center = turn.center
    audit.record(
        f"bookings.center_{what}",
        by=by,
        subject=turn.code,
        center_code=center.code,
        reason=reason,
        now=now,
        switch=turn.switch,
        value=turn.value,
        before=before,
        takes_effect_at=turn.takes_effect_at.isoformat(),
    )
    for person in _staff_of(center):
        notices.send(
            to=person,
            template=f"bookings/center_{what}",
            key=f"center-{what}-{turn.code}",
            now=now,
            context={"turn": turn, "center": center, "at": turn.takes_effect_at.astimezone(clock.TOKYO)},
            url=f"/centers/{center.code}/",
        )


def _staff_of(center: models.Center) -> list[accounts.User]:
    at_desk = accounts.StaffRole.objects.filter(kind=roles.StaffKind.CENTER_STAFF, center_code=center.code)
    return list(accounts.User.objects.filter(pk__in=at_desk.values("user"), is_active=True).order_by("pk"))
