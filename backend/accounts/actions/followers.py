"""What depends on a person's facts elsewhere: told of by the apps above, which this layer does not know.

Whoever keeps such things says so when the service starts, and is asked in the transaction that changes the fact.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.accounts import models


class Step(Protocol):
    """One of the two steps of a follower."""

    def __call__(self, person: models.User, *, now: datetime) -> None:
        """This function will take it for a person."""
        ...


@dataclass(frozen=True, slots=True)
class BirthFollower:
    """Somebody who keeps what depends on how old people are.

    `make_ready` locks what has to be locked before the person's row; `follow` puts right what another date of birth
    changes, under the lock of that row.
    """

    make_ready: Step
    follow: Step


_of_births: list[BirthFollower] = []


def use(follower: BirthFollower) -> None:
    """This function will ask somebody from now on; asked for twice, it is one."""
    if follower not in _of_births:
        _of_births.append(follower)


def make_ready(person: models.User, *, now: datetime) -> None:
    """This function will let all lock what they need before the row of a person whose date of birth may change."""
    for follower in _of_births:
        follower.make_ready(person, now=now)


def follow_birth(person: models.User, *, now: datetime) -> None:
    """This function will tell all that a person's date of birth is another."""
    for follower in _of_births:
        follower.follow(person, now=now)
