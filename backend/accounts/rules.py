"""Rules about people: values in, answer out."""

import re
from collections.abc import Mapping
from datetime import date

import jaconv

# What a desk compares with a document; a change of any of them needs a new look at one.
IDENTITY_FIELDS = ("name", "furigana", "date_of_birth")
_KATAKANA = re.compile(r"[ァ-ヶー・ ]+")
_SPACES = re.compile(r"[\s　]+")


def plain_name(typed: str) -> str:
    """This function will give a name with full-width kana and single spaces; kanji stay exactly as typed.

    No Unicode normalisation touches them, since it would turn some characters of people's names into others.
    """
    return _SPACES.sub(" ", jaconv.h2z(typed)).strip()


def furigana(typed: str) -> str:
    """This function will give furigana in full-width katakana, whatever kana they were typed in."""
    return str(jaconv.hira2kata(plain_name(typed)))


def is_furigana(text: str) -> bool:
    """This function will tell whether a text is katakana only."""
    return bool(_KATAKANA.fullmatch(text))


def half_width(typed: str) -> str:
    """This function will give letters, digits and signs in half width, as addresses and codes are written."""
    return str(jaconv.z2h(typed, kana=False, ascii=True, digit=True)).strip()


def phone(typed: str) -> str:
    """This function will give a phone number in half-width digits and hyphens."""
    return re.sub(r"[ー−‐―–—ｰ－()\s]+", "-", half_width(typed)).strip("-")


def unconfirms(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """This function will tell whether a change of a profile takes back the confirmation of the identity."""
    return any(name in after and after[name] != before[name] for name in IDENTITY_FIELDS)


def is_birthday_of_somebody(born: date, today: date) -> bool:
    """This function will tell whether somebody alive may have been born on a date."""
    return date(today.year - 120, 1, 1) <= born <= today


def is_phone(number: str) -> bool:
    """This function will tell whether a text is a Japanese phone number, with or without hyphens."""
    return bool(re.fullmatch(r"0\d{1,4}-?\d{1,4}-?\d{3,4}", number)) and 10 <= len(number.replace("-", "")) <= 11
