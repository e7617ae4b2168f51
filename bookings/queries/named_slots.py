"""A room on a date for some periods, as forms and the API name it."""

import re
from dataclasses import dataclass
from datetime import date

from bookings.queries import wishes

_CODE = r"[-\w]{1,20}"
_SLOT = re.compile(
    rf"(?P<date>\d{{4}}-\d\d-\d\d)\.(?P<room>[-\w]{{1,60}})\.(?P<periods>{_CODE}(?:\+{_CODE}){{0,9}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A room, by its code, on a date for some periods."""

    room_code: str
    date: date
    periods: tuple[str, ...]

    @property
    def text(self) -> str:
        """This function will write the slot as a value of a form: 2027-02-03.kuji-washitsu-a.morning+afternoon."""
        return f"{self.date.isoformat()}.{self.room_code}.{'+'.join(self.periods)}"


def slot_from(text: str) -> Slot | None:
    """This function will read what `Slot.text` wrote, or give None."""
    found = _SLOT.fullmatch(text)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["date"])
    except ValueError:
        return None
    return Slot(found["room"], day, tuple(found["periods"].split("+")))


def slot_of(wish: wishes.Wish) -> Slot:
    """This function will give the slot of a wish."""
    return Slot(wish.room.code, wish.date, tuple(wish.periods))
