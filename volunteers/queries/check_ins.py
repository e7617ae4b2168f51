"""The check-in code of a shift, which is redrawn every half minute."""

from datetime import datetime

from backend.common import codes
from volunteers import errors, models, rules

PURPOSE = "volunteers.check-in"


def code_of(shift: models.Shift, *, now: datetime) -> str:
    """This function will give the check-in code of a shift for the present half minute."""
    return codes.rotating(PURPOSE, shift.code, now=now, seconds=rules.hours.CODE_SECONDS)


def shift_of(token: str, *, now: datetime) -> models.Shift:
    """This function will find the shift of a check-in code that is still good. Raises StaleCode."""
    code = codes.unsign_rotating(PURPOSE, token, now=now, seconds=rules.hours.CODE_SECONDS)
    shift = models.Shift.objects.select_related("request__organisation").filter(code=code or "").first()
    if shift is None:
        raise errors.StaleCode
    return shift
