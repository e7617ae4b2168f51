"""How names, furigana and phone numbers are compared, whatever kana, width or hyphens somebody types.

The same is done by the database (migration 0016), whose functions stand behind the indexes.
"""

import re
import unicodedata

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Reverse

_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_GAPS = dict.fromkeys(map(ord, " ・\t\n"))
# What no text goes beyond.
LAST = "\U0010ffff"
_PHONE = re.compile(r"[0-9()+\- ]+")


def key(typed: str) -> str:
    """This function will give a name or furigana as it is compared: katakana, one width, no spaces."""
    return unicodedata.normalize("NFKC", typed).lower().translate(_HIRAGANA | _GAPS)


def plain(typed: str) -> str:
    """This function will give what somebody typed in one width, as codes are compared."""
    return re.sub(r"[‐‑–—−―]", "-", unicodedata.normalize("NFKC", typed)).strip()


def digits(typed: str) -> str:
    """This function will give the digits of a phone number as it is compared."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", typed))


def is_phone(typed: str) -> bool:
    """This function will tell whether somebody typed a phone number or a part of one."""
    number = plain(typed).replace("ー", "-")
    return bool(_PHONE.fullmatch(number)) and bool(digits(number))


def begins(expression: Func, text: str) -> Q:
    """This function will keep rows whose key begins with a text, byte by byte as the index has it.

    LIKE would work the key of each row out once more, which at a common name takes longer than all the rest.
    """
    return Q(_compared(expression, "~>=~", text)) & Q(_compared(expression, "~<~", text + LAST))


def _compared(expression: Func, operator: str, text: str) -> Func:
    template, output = "(%(expressions)s)", BooleanField()
    return Func(expression, Value(text), arg_joiner=f" {operator} ", template=template, output_field=output)


def key_of(field: str) -> Func:
    """This function will give the key of a column, in the words of the index."""
    return Func(F(field), function="bookings_search_key", output_field=TextField())


def given_key_of(field: str) -> Func:
    """This function will give the key of what stands behind the family name, in the words of the index."""
    given = Func(F(field), Value(" "), Value(2), function="split_part", output_field=TextField())
    return Func(given, function="bookings_search_key", output_field=TextField())


def digits_of(field: str) -> Func:
    """This function will give the digits of a column, in the words of the index."""
    return Func(F(field), function="bookings_digits", output_field=TextField())


def last_digits_of(field: str) -> Func:
    """This function will give the digits of a column from the last to the first, in the words of the index."""
    return Reverse(digits_of(field))
