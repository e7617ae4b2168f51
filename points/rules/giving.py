"""How people are named to one another when points are given, and what their words may hold."""

import re
import unicodedata
from datetime import timedelta

from backend.common import masking
from points.enums import GiftName

# How often one person may look a receiving code up in so many seconds. A code has 50 random bits.
TRIES, TRIES_SECONDS = 30, 600
# A person's code lives so long; a community's, printed on paper, until it is renewed.
ADDRESS_LIVES = timedelta(days=30)
LONGEST_NOTE = 200
GONE = "退会した方"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def shown_name(form: str, *, name: str, nickname: str) -> str:
    """This function will give the name that the owner of a receiving code agreed to show."""
    if form == GiftName.WHOLE:
        return name
    if form == GiftName.NICKNAME and nickname:
        return f"{nickname}さん"
    return giver_name(name)


def giver_name(name: str) -> str:
    """This function will name a giver to whom they gave: the family name, and where there is none a single sign."""
    return masking.family_name(name) if name.strip() else GONE


def is_fit_nickname(nickname: str, *, name: str) -> bool:
    """This function will tell whether a nickname says something, and neither the full name nor an address."""
    fit = bool(nickname) and not masking.masked(nickname).had_some
    return fit and not masking.is_full_name(nickname, name=name)


def words(text: str) -> masking.Masked:
    """This function will make words fit to pass on: without addresses and phone numbers, and not too long."""
    return masking.masked(text.strip()[:LONGEST_NOTE])


def shown_word(word: str) -> str:
    """This function will write a receiving code as it is read aloud."""
    return f"{word[:5]}-{word[5:]}"


def meant_word(typed: str) -> str:
    """This function will give the receiving code that somebody meant, in whatever width and with whatever hyphens."""
    return re.sub(r"[-‐‑‒–—―−ー\s]", "", unicodedata.normalize("NFKC", typed)).upper().translate(_LOOKALIKES)
