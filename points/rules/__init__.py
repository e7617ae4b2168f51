"""Rules of points: values in, answer out. What an activity earns is computed in SQL (see points_amount)."""

from points.rules import bounds, sharing, tills, visits, words
from points.rules.perks import (
    SHORT_CODE_LENGTH,
    coupon_discount,
    short_code,
    shown_short_code,
)

__all__ = [
    "SHORT_CODE_LENGTH",
    "bounds",
    "coupon_discount",
    "sharing",
    "short_code",
    "shown_short_code",
    "tills",
    "visits",
    "words",
]
