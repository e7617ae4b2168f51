"""Which limit left an award less than its rule gives, as it was noted when the award was made."""

from collections.abc import Collection, Iterable

from django.db.models import F

from points import models
from points.rules import words


def cuts(posting_codes: Collection[str]) -> dict[str, str]:
    """This function will say of each award that a limit cut which one it was, by the award's code.

    Of awards from before limits were noted it says that one of them did, for which is no longer known.
    """
    if not posting_codes:
        return {}
    found = models.Posting.objects.filter(code__in=posting_codes, kind="award", amount__lt=F("asked"))
    return {code: _said(*row) for code, *row in found.values_list(*_TOLD)}


_TOLD = ("code", "rule__name", "asked", "amount", "cut__subject", "cut__span", "cut__most")


def _said(rule: str, asked: int, amount: int, subject: str | None, span: str, most: int) -> str:
    if subject is None:
        return words.cut_somehow(rule, asked=asked, amount=amount)
    by = words.Cap(subject, span, most) if subject else None
    return words.cut(rule, asked=asked, amount=amount, by=by)


def cut_of(posting: models.Posting | None) -> str:
    """This function will say which limit cut an award; empty where none did, or where nothing was awarded."""
    return cuts_of([posting]).get(posting.code, "") if posting else ""


def cuts_of(postings: Iterable[models.Posting]) -> dict[str, str]:
    """This function will say of each of some awards which limit cut it; nothing is asked of those that are whole."""
    return cuts([one.code for one in postings if one.asked is not None and one.amount < one.asked])
