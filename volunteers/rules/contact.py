"""Contact without addresses (requirement B5): what is masked, how people are named, when contact opens and closes."""

from datetime import datetime, timedelta

from backend.common.masking import ADDRESS, PHONE, Masked, family_name, is_full_name, masked
from volunteers.enums import NameForm

# How long after the end of an activity a phone number is still of use: somebody is late, or has left something.
PHONE_AFTER = timedelta(hours=3)
CLOSES_AFTER_DAYS = 14
LONGEST = 4000
CUT = "\n\n（長いため、ここまでをお届けしました。）"
UNKNOWN = "お誘いした方"

__all__ = [
    "ADDRESS",
    "CLOSES_AFTER_DAYS",
    "CUT",
    "LONGEST",
    "PHONE",
    "PHONE_AFTER",
    "UNKNOWN",
    "Masked",
    "closes_at",
    "family_name",
    "fitting",
    "is_full_name",
    "masked",
    "shown_name",
    "shows_phone",
]


def fitting(text: str) -> str:
    """This function will give a text that a thread takes: a longer one cut, with a sentence that says so."""
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def shown_name(form: str, *, name: str, nickname: str) -> str:
    """This function will give the name that stands beside a question, as the person chose."""
    if form == NameForm.NICKNAME and nickname.strip():
        return nickname.strip()
    return family_name(name) if form == NameForm.FAMILY else "質問した方"


def closes_at(last_end: datetime, *, days: int) -> datetime:
    """This function will tell when a thread takes no more messages."""
    return last_end + timedelta(days=days)


def shows_phone(*, day_begins: datetime, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether phone numbers are shown: from 0:00 of the day to some hours after the end."""
    return day_begins <= now <= ends_at + PHONE_AFTER
