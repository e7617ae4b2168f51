"""The rule book of room booking as pure functions: values in, answers out; no database, no clock, no settings."""

from bookings.rules.closures import Closed, ClosedDays, closed_on
from bookings.rules.dates import text as date_text
from bookings.rules.evaluation import Broken, Facts, Use, broken
from bookings.rules.paragraphs import HEADINGS, Paragraph, paragraphs
from bookings.rules.reading import InvalidRules, combined, parse, read
from bookings.rules.schema import Rules
from bookings.rules.sentences import Words
from bookings.rules.switching import Switches, Turn, switches_at, turns, turns_after
from bookings.rules.timing import cancellable_until, closes, deadlines_of, first_due, opens_at, text_of
from bookings.rules.transitions import can_step

__all__ = [
    "HEADINGS",
    "Broken",
    "Closed",
    "ClosedDays",
    "Facts",
    "InvalidRules",
    "Paragraph",
    "Rules",
    "Switches",
    "Turn",
    "Use",
    "Words",
    "broken",
    "can_step",
    "cancellable_until",
    "closed_on",
    "closes",
    "combined",
    "date_text",
    "deadlines_of",
    "first_due",
    "opens_at",
    "paragraphs",
    "parse",
    "read",
    "switches_at",
    "text_of",
    "turns",
    "turns_after",
]
