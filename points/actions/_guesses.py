"""Codes that are typed: who is wrong very often has to wait, so that nobody finds another's code by trying."""

from backend.common import tries
from points import errors
from points.actions._ledger import Actor

# So many wrong codes of a kind may somebody type in ten minutes. A code of eight characters has 40 random bits.
TRIES, SECONDS = 30, 600


def refuse_guesser(what: str, by: Actor) -> None:
    """This function will raise CodeTriesTooMany for somebody who was wrong too often."""
    if tries.is_spent(what, by.code, limit=TRIES):
        raise errors.perks.CodeTriesTooMany


def count_guess(what: str, by: Actor) -> None:
    """This function will count a code that was wrong."""
    tries.is_within(what, by.code, limit=TRIES, seconds=SECONDS)
