"""What reconciliation proves of gifts."""

from points.queries._check import Check

CHECKS: list[Check] = [
    Check(
        "gifts",
        "each posting of a gift has its gift, between the same two, returned exactly when it was reversed",
        """
        SELECT p.code AS what, concat_ws(' ', d.owner_code, c.kind, c.owner_code, p.amount, r.id) AS expected,
               concat_ws(' ', g.giver_code, g.taker_kind, g.taker_code, g.amount, g.return_posting_id) AS found
        FROM points_posting p JOIN points_account d ON d.id = p.debit_id JOIN points_account c ON c.id = p.credit_id
        LEFT JOIN points_posting r ON r.reverses_id = p.id LEFT JOIN points_gift g ON g.posting_id = p.id
        WHERE p.kind = 'give' AND (d.owner_code, c.kind, c.owner_code, p.amount, r.id) IS DISTINCT FROM
            (g.giver_code, g.taker_kind, g.taker_code, g.amount, g.return_posting_id)
        """,
    ),
    Check(
        "gift limits",
        "a counter of gifts has counted those of its window that stand, and is not beyond its limit",
        """
        SELECT concat_ws(' ', coalesce(k.side, w.side), coalesce(k.subject, w.subject), coalesce(k.span, w.span),
                         coalesce(k.starts_on, w.starts_on)) AS what,
               coalesce(w.total, 0) AS expected, coalesce(k.used, 0) AS found
        FROM points_giftcounter k FULL JOIN (
            SELECT p.scope, s.side, s.subject, x.span, points_window_start(x.span, p.happened_on) AS starts_on,
                   sum(p.amount) AS total
            FROM points_posting p JOIN points_account d ON d.id = p.debit_id
            JOIN points_account c ON c.id = p.credit_id
            CROSS JOIN LATERAL (VALUES ('giver', d.owner_code), (c.kind, c.owner_code),
                                       ('pair', concat(d.owner_code, '>', c.owner_code))) s(side, subject)
            CROSS JOIN (VALUES ('day'), ('month'), ('fiscal_year')) x(span)
            WHERE p.kind = 'give' AND NOT EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id)
            GROUP BY 1, 2, 3, 4, 5) w
        ON (w.scope, w.side, w.subject, w.span, w.starts_on) = (k.scope, k.side, k.subject, k.span, k.starts_on)
        WHERE coalesce(w.total, 0) <> coalesce(k.used, 0)
        """,
    ),
]
