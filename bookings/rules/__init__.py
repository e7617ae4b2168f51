"""The rule book of room booking as pure functions: values in, answers out; no database, no clock, no settings."""

from bookings.rules.attendance import (
    FORM_REMINDER,
    asked_for_from,
    check_in_opens,
    counted_from,
    grace_until,
    is_used_by_itself,
    last_day_of_grace,
    no_show_counts,
    restricted_until,
)
from bookings.rules.closures import Closed, ClosedDays, closed_on
from bookings.rules.dates import first_counted
from bookings.rules.dates import text as date_text
from bookings.rules.evaluation import Broken, Facts, Use, broken
from bookings.rules.offers import alternative_until, answer_until, is_waiting_open, offers_end, without_caps
from bookings.rules.paragraphs import HEADINGS, Paragraph, paragraphs
from bookings.rules.precedence import (
    DISPLACEABLE,
    displaceable_until,
    displaces,
    is_notice_kept,
    public_classes,
    rank,
)
from bookings.rules.reading import InvalidRules, as_text, combined, parse, read
from bookings.rules.schema import NoShows, RoomCheck, Rules
from bookings.rules.sentences import Words
from bookings.rules.switching import Switches, Turn, switches_at, turns, turns_after
from bookings.rules.timing import cancellable_until, closes, deadlines_of, first_due, opens_at, text_of
from bookings.rules.transitions import can_step, ends_as

__all__ = [
    "DISPLACEABLE",
    "FORM_REMINDER",
    "HEADINGS",
    "Broken",
    "Closed",
    "ClosedDays",
    "Facts",
    "InvalidRules",
    "NoShows",
    "Paragraph",
    "RoomCheck",
    "Rules",
    "Switches",
    "Turn",
    "Use",
    "Words",
    "alternative_until",
    "answer_until",
    "as_text",
    "asked_for_from",
    "broken",
    "can_step",
    "cancellable_until",
    "check_in_opens",
    "closed_on",
    "closes",
    "combined",
    "counted_from",
    "date_text",
    "deadlines_of",
    "displaceable_until",
    "displaces",
    "ends_as",
    "first_counted",
    "first_due",
    "grace_until",
    "is_notice_kept",
    "is_used_by_itself",
    "is_waiting_open",
    "last_day_of_grace",
    "no_show_counts",
    "offers_end",
    "opens_at",
    "paragraphs",
    "parse",
    "public_classes",
    "rank",
    "read",
    "restricted_until",
    "switches_at",
    "text_of",
    "turns",
    "turns_after",
    "without_caps",
]
