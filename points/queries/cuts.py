"""Which limit left an award less than its rule gives."""

from collections.abc import Collection, Iterable

from django.db import connection

from points import models
from points.rules import words


def cuts(posting_codes: Collection[str]) -> dict[str, str]:
    """This function will say of each award that a limit cut which one it was, by the award's code.

    It is the limit that is full since; the campaign's budget, where no cap is.
    """
    if not posting_codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.code, r.name, p.asked, p.amount, l.subject, l.span, l.most "
            "FROM points_posting p JOIN points_rule r ON r.id = p.rule_id JOIN points_account a ON a.id = p.credit_id "
            "LEFT JOIN points_sitevisit v ON p.source_kind = 'site' AND v.code = p.source_code "
            "LEFT JOIN points_site s ON s.id = v.site_id "
            "LEFT JOIN LATERAL (SELECT * FROM points_limits(p.scope, r.id, r.code, a.owner_code, s.code, p.happened_on)"
            " WHERE used >= most ORDER BY most DESC LIMIT 1) l ON TRUE "
            "WHERE p.code = ANY(%s) AND p.kind = 'award' AND p.amount < p.asked",
            [list(posting_codes)],
        )
        return {code: _said(*found) for code, *found in cursor.fetchall()}


def _said(rule: str, asked: int, amount: int, subject: str | None, span: str, most: int) -> str:
    by = words.Cap(subject, span, most) if subject else None
    return words.cut(rule, asked=asked, amount=amount, by=by)


def cut_of(posting: models.Posting | None) -> str:
    """This function will say which limit cut an award; empty where none did, or where nothing was awarded."""
    return cuts_of([posting]).get(posting.code, "") if posting else ""


def cuts_of(postings: Iterable[models.Posting]) -> dict[str, str]:
    """This function will say of each of some awards which limit cut it; nothing is asked of those that are whole."""
    return cuts([one.code for one in postings if one.asked is not None and one.amount < one.asked])
