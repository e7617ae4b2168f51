"""Withdrawals that somebody told an organiser or a desk, as the organiser reads them."""

from dataclasses import dataclass

from django.db.models import Q

from backend.common import directory
from volunteers import models
from volunteers.queries import hosts


@dataclass(frozen=True, slots=True)
class Heard:
    """One of them: what was written, and the seat that wrote it: the organisation, a center's desk, or the city."""

    withdrawal: models.HeardWithdrawal
    seat: str


def heard_of(shift: models.Shift) -> list[Heard]:
    """This function will list those of a shift, the latest first.

    Who was only invited stays unnamed: organisers learn a name when somebody says yes, and these said no.
    """
    was_asked_only = Q(
        assignment__invited_at__isnull=False,
        assignment__confirmed_at__isnull=True,
        assignment__position__isnull=True,
        assignment__asked_at__isnull=True,
    )
    found = models.HeardWithdrawal.objects.select_related("assignment__person").filter(assignment__shift=shift)
    rows = list(found.exclude(was_asked_only).order_by("-noted_at", "-pk"))
    names = directory.center_names() if any(one.center_code for one in rows) else {}
    city = hosts.city_name() if any(one.at_desk and not one.center_code for one in rows) else ""
    return [Heard(one, _seat(one, shift, names.get(one.center_code, city))) for one in rows]


def _seat(one: models.HeardWithdrawal, shift: models.Shift, desk: str) -> str:
    if not one.at_desk:
        return shift.request.organisation.name
    return f"{desk}の窓口" if desk else "窓口"
