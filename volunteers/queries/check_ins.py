"""The codes of checking in: of a shift, shown at the venue, and of a person, on their own phone. Both change often."""

from datetime import datetime

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import errors, models, rules

PURPOSE = "volunteers.check-in"
CARD = "volunteers.card"


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


def card_of(person: accounts.User, *, now: datetime) -> str:
    """This function will give the code on a person's own card for the present half minute."""
    return codes.rotating(CARD, person.code, now=now, seconds=rules.hours.CODE_SECONDS)


def holder_code(token: str, *, read_at: datetime) -> str:
    """This function will give whose card was read at an instant, also when it is told of later. Raises StaleCard.

    Clocks of phones differ: a card is good for as many seconds around its own as clocks may.
    """
    window, _, value = (codes.unsign(CARD, token) or "").partition(":")
    shown = int(window) * rules.hours.CODE_SECONDS if window.isdigit() else 0
    if not rules.presence.is_of_the_moment(read_at.timestamp() - shown):
        raise errors.StaleCard
    return value


def holder_of(token: str, *, now: datetime) -> accounts.User:
    """This function will find whose card somebody reads now. Raises StaleCard."""
    holder = accounts.User.objects.filter(code=holder_code(token, read_at=now)).first()
    if holder is None:
        raise errors.StaleCard
    return holder


def person_of(number: str) -> accounts.User | None:
    """This function will give whom a number on a card names."""
    return accounts.User.objects.filter(code=_of_person(codes.normal(number)), is_active=True).first()


def place_of(shift: models.Shift, who: str) -> models.Assignment:
    """This function will find the place in a shift that a number names: the place's own, or its person's.

    Raises CardUnknown, ShiftCalledOff, and NotConfirmed for somebody who stands to the shift without a place.
    """
    code = codes.normal(who)
    stands = models.Assignment.objects.select_related("person").filter(shift=shift)
    named = stands.filter(code=code) if code.startswith("a-") else stands.filter(person__code=_of_person(code))
    found = named.order_by("ended_at", "-pk").first()
    if shift.is_called_off:
        raise errors.ShiftCalledOff
    if found is None:
        raise errors.CardUnknown
    if not found.is_confirmed:
        raise errors.NotConfirmed
    found.shift = shift
    return found


def _of_person(code: str) -> str:
    return code if "-" in code else f"u-{code}"
