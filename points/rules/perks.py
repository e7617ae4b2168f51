"""Rules of perks and vouchers: values in, answer out. What an activity earns is computed in SQL (see points_amount)."""

import unicodedata

SHORT_CODE_LENGTH = 8
# One sign may stand for many letters; what is longer than this is no code, and a slip keeps no more of it.
LONGEST_TYPED = 20
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def coupon_discount(fee_yen: int, *, yen_off: int | None, percent_off: int | None) -> int:
    """This function will give the yen that a coupon takes off a fee, at most the fee; parts of a yen are dropped."""
    if percent_off is not None:
        return fee_yen * percent_off // 100
    return min(fee_yen, yen_off or 0)


def short_code(typed: str) -> str:
    """This function will give the short code that a person meant: full width, hyphens, case, look-alikes put right."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in text if letter.isalnum()).translate(_LOOKALIKES)[:LONGEST_TYPED]


def shown_short_code(code: str) -> str:
    """This function will give a short code as it is shown and read aloud, in two halves."""
    half = SHORT_CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
