"""Who comes before whom (公用の優先, requirement A8; 滑川 "公共の行事を優先します"). Pure."""

from datetime import date

from bookings.rules import dates, schema

# The states out of which a booking can be displaced, while its use is still to come.
DISPLACEABLE = frozenset({"tentative", "applied", "approved"})


def public_classes(rules: schema.Rules) -> tuple[str, ...]:
    """This function will give the user classes whose use is public, the first in rank first."""
    return rules.public_use.classes if rules.public_use else ()


def rank(rules: schema.Rules, user_class: str) -> int:
    """This function will give the rank of a class: its place in the clause, and behind all of them for every other."""
    classes = public_classes(rules)
    return classes.index(user_class) if user_class in classes else len(classes)


def displaces(rules: schema.Rules, user_class: str, other_class: str) -> bool:
    """This function will tell whether one class may displace the other: it stands above it, never beside or below.

    So public use never displaces public use of the same or a higher rank, and nobody else displaces anybody.
    """
    clause = rules.public_use
    return clause is not None and clause.may_displace and rank(rules, user_class) < rank(rules, other_class)


def displaceable_until(clause: schema.PublicUse, use: date) -> date:
    """This function will give the last day on which bookings of a date can be displaced."""
    return dates.before(use, clause.notice_days, "day")


def is_notice_kept(clause: schema.PublicUse, *, use: date, today: date) -> bool:
    """This function will tell whether those who would be displaced still hear of it early enough."""
    return today <= displaceable_until(clause, use)
