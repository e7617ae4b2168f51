"""What goes with a shift elsewhere, such as a room and equipment: told of by the layer above, which knows both sides.

This app knows of none of them. Whoever keeps such things says so when the service starts; whatever door a shift is
called off, moved or taken away by, they are asked in the same transaction, and what they refuse does not happen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from backend.accounts import models as accounts
from volunteers import models


class Companion(Protocol):
    """Somebody who keeps what goes with shifts."""

    def ended(self, shifts: Sequence[models.Shift], *, by: accounts.User, reason: str, now: datetime) -> None:
        """This function will end what only made sense with shifts that were called off; the shifts are locked."""
        ...

    def removed(self, shifts: Sequence[models.Shift], *, by: accounts.User, now: datetime) -> None:
        """This function will end all that was kept for shifts of a draft that are taken out of it."""
        ...

    def moved(self, shift: models.Shift, *, by: accounts.User, now: datetime) -> None:
        """This function will take along what goes with a shift that has other times now, or raise what forbids it."""
        ...


_known: list[Companion] = []


def use(companion: Companion) -> None:
    """This function will ask somebody from now on; asked for twice, it is one."""
    if companion not in _known:
        _known.append(companion)


def end(shifts: Sequence[models.Shift], *, by: accounts.User, reason: str, now: datetime) -> None:
    """This function will tell all of shifts that were called off."""
    for companion in _known:
        companion.ended(shifts, by=by, reason=reason, now=now)


def remove(shifts: Sequence[models.Shift], *, by: accounts.User, now: datetime) -> None:
    """This function will tell all of shifts that are about to leave a draft."""
    for companion in _known:
        companion.removed(shifts, by=by, now=now)


def move(shift: models.Shift, *, by: accounts.User, now: datetime) -> None:
    """This function will tell all that a shift has other times."""
    for companion in _known:
        companion.moved(shift, by=by, now=now)
