"""Addresses of ours that stand for one side of a thread, and whose mails come to them.

The name of such an address is the thread's code, the side that writes to it, and a stamp that only we can make; it says
nothing about anybody. Small letters and digits only: mail systems on the way may change the case.
"""

import re

from django.conf import settings

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums, models
from volunteers.queries import people, threads

Side = enums.Side
PURPOSE = "volunteers.relay"
_LETTERS = {Side.PERSON: "p", Side.ORGANISER: "o"}
_SIDES = {letter: side for side, letter in _LETTERS.items()}
_LOCAL_PART = re.compile(r"t-([0-9a-z]{9})-([po])-([a-z2-7]{16})")


def address(thread: models.Thread, side: Side) -> str:
    """This function will give the address to which one side of a thread writes."""
    letter = _LETTERS[side]
    stamp = codes.stamp(PURPOSE, f"{thread.code}:{letter}")
    return f"{thread.code.lower()}-{letter}-{stamp}@{settings.RELAY_DOMAIN}"


def sender(thread: models.Thread, side: Side) -> str:
    """This function will give what a mail to one side is from: the other side's name, and the address to answer to."""
    name = threads.name_for_organisers(thread) if side == Side.ORGANISER else thread.request.organisation.name
    quoted = re.sub(r'["\\\s]+', " ", f"{name}（つながる）")
    return f'"{quoted}" <{address(thread, side)}>'


def headers(thread: models.Thread, side: Side) -> dict[str, str]:
    """This function will give the headers by which a program sorts the mails of a thread and answers none by itself."""
    own = f"<{thread.code.lower()}.thread@{settings.MAIL_DOMAIN}>"
    return {
        "Reply-To": address(thread, side),
        "List-Id": f"<{thread.code.lower()}.{settings.RELAY_DOMAIN}>",
        "References": own,
        "In-Reply-To": own,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def addressed(recipient: str) -> tuple[models.Thread, Side] | None:
    """This function will give the thread for which an address of ours stands, and the side that writes to it."""
    local, _, domain = recipient.strip().strip("<>").lower().rpartition("@")
    match = _LOCAL_PART.fullmatch(local)
    if match is None or domain != settings.RELAY_DOMAIN.lower():
        return None
    code, letter, stamp = f"t-{match[1].upper()}", match[2], match[3]
    if not codes.is_stamp(PURPOSE, f"{code}:{letter}", stamp):
        return None
    found = threads.detailed().filter(code=code).first()
    return (found, _SIDES[letter]) if found else None


def participant(thread: models.Thread, side: Side, mail_address: str) -> accounts.User | None:
    """This function will give who of one side has an address; nobody where it is somebody else's."""
    wanted = mail_address.strip().lower()
    both = [thread.person] if side == Side.PERSON else list(people.managers(thread.request.organisation))
    return next((one for one in both if wanted and one.is_active and (one.email or "").lower() == wanted), None)
