"""Reconciliation of shops and centers: payments, what is counted of a day, slips and settlements. See checks."""

from points.queries._check import Check

CHECKS: list[Check] = [
    Check(
        "payments",
        "a payment is what its posting took, by a code of the person's own, and its refunds are what went back",
        """
        SELECT y.code AS what, concat(p.amount, '/', coalesce(r.total, 0)) AS expected,
               concat(y.amount, '/', y.refunded) AS found
        FROM points_payment y LEFT JOIN points_posting p ON p.id = y.posting_id AND p.source_code = y.code
        LEFT JOIN (
            SELECT f.payment_id, sum(g.amount) AS total FROM points_refund f
            JOIN points_posting g ON g.id = f.posting_id AND g.kind = 'refund' AND g.amount = f.amount GROUP BY 1) r
            ON r.payment_id = y.id
        WHERE (y.amount, y.refunded) IS DISTINCT FROM (p.amount, coalesce(r.total, 0)::integer)
        UNION ALL
        SELECT p.code, 'a record', 'none' FROM points_posting p
        WHERE p.kind = 'refund' AND NOT EXISTS (SELECT FROM points_refund f WHERE f.posting_id = p.id)
           OR p.kind = 'redeem' AND p.source_kind = 'payment'
              AND NOT EXISTS (SELECT FROM points_payment y WHERE y.posting_id = p.id)
        UNION ALL
        SELECT y.code, y.person_code, k.person_code FROM points_payment y
        JOIN points_paymentcode k ON k.id = y.payment_code_id WHERE k.person_code <> y.person_code
        """,
    ),
    Check(
        "till days",
        "what is counted of a till's and a person's day is what was paid on it",
        """
        SELECT concat('till ', d.till_id, ' ', d.day) AS what, concat(y.points, '/', y.numbers) AS expected,
               concat(d.points, '/', d.numbers) AS found
        FROM points_tillday d LEFT JOIN (
            SELECT till_id, day, sum(amount) AS points, count(number) AS numbers FROM points_payment GROUP BY 1, 2) y
            USING (till_id, day)
        WHERE (d.points, d.numbers) IS DISTINCT FROM (y.points::integer, y.numbers::integer)
        UNION ALL
        SELECT concat(d.person_code, ' ', d.till_id, ' ', d.day), y.points::text, d.points::text
        FROM points_payertillday d LEFT JOIN (
            SELECT person_code, till_id, day, sum(amount) AS points FROM points_payment GROUP BY 1, 2, 3) y
            USING (person_code, till_id, day)
        WHERE d.points IS DISTINCT FROM y.points
        UNION ALL
        SELECT concat(d.person_code, ' ', d.day), concat(y.payments, '/', y.places), concat(d.payments, '/', d.places)
        FROM points_payerday d LEFT JOIN (
            SELECT scope, person_code, day, count(*) AS payments, count(DISTINCT till_id) AS places
            FROM points_payment GROUP BY 1, 2, 3) y USING (scope, person_code, day)
        WHERE (d.payments, d.places) IS DISTINCT FROM (y.payments::integer, y.places::integer)
        """,
    ),
    Check(
        "slips",
        "a slip that was taken has its payment, one that the city paid its adjustment, each of the slip's amount",
        """
        SELECT s.code AS what, s.amount::text AS expected, coalesce(y.amount, p.amount)::text AS found
        FROM points_slip s LEFT JOIN points_payment y ON y.id = s.payment_id
        LEFT JOIN points_posting p ON p.id = s.posting_id AND p.kind = 'adjust' AND p.source_code = s.code
        WHERE s.state IN ('taken', 'paid') AND s.amount IS DISTINCT FROM coalesce(y.amount, p.amount)
        """,
    ),
    Check(
        "corrections",
        "what the last correction of a slip says was taken in the end, or is said whole by another slip; a code is free"
        " by a correction only",
        """
        SELECT s.code AS what, c.amount::text AS expected,
               (y.amount - coalesce(b.amount, 0) + coalesce(m.amount, 0))::text AS found
        FROM points_slip s JOIN points_payment y ON y.id = s.payment_id
        JOIN LATERAL (SELECT * FROM points_slipcorrection x WHERE x.slip_id = s.id ORDER BY x.id DESC LIMIT 1) c ON true
        LEFT JOIN points_slip m ON m.addition_to_id = s.id
        LEFT JOIN LATERAL (SELECT sum(f.amount) AS amount FROM points_slipcorrection x
                           JOIN points_refund f ON f.id = x.refund_id WHERE x.slip_id = s.id) b ON true
        WHERE s.state = 'taken' AND c.amount IS DISTINCT FROM (y.amount - coalesce(b.amount, 0) + coalesce(m.amount, 0))
        UNION ALL
        SELECT s.code, concat(s.amount, ' given back, said anew'), concat(y.refunded, ' given back, ', m.code)
        FROM points_slip s LEFT JOIN points_payment y ON y.id = s.payment_id
        LEFT JOIN LATERAL (
            SELECT * FROM points_slipcorrection x WHERE x.slip_id = s.id ORDER BY x.id DESC LIMIT 1) c ON true
        LEFT JOIN points_slip m ON m.id = c.made_id AND m.addition_to_id IS NULL
            AND (m.till_id, m.written_code, m.amount, m.noted_at) = (s.till_id, c.written_code, c.amount, c.noted_at)
        WHERE s.state = 'corrected' AND (m.id IS NULL OR y.refunded <> y.amount)
        UNION ALL
        SELECT c.code, coalesce(s.payment_id, 0)::text, f.payment_id::text
        FROM points_slipcorrection c JOIN points_slip s ON s.id = c.slip_id JOIN points_refund f ON f.id = c.refund_id
        WHERE f.payment_id IS DISTINCT FROM s.payment_id
        UNION ALL
        SELECT s.code, 'a correction', 'none' FROM points_slip s WHERE s.addition_to_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM points_slipcorrection c WHERE c.made_id = s.id AND c.slip_id = s.addition_to_id)
        UNION ALL
        SELECT y.code, 'given back for a corrected slip', concat('free since ', y.freed_at) FROM points_payment y
        WHERE y.freed_at IS NOT NULL AND (y.refunded <> y.amount OR NOT EXISTS (
            SELECT FROM points_slip s WHERE s.payment_id = y.id AND s.state = 'corrected'))
        UNION ALL
        SELECT s.code, 'an adjustment that stands', concat('taken back by ', r.code)
        FROM points_slip s JOIN points_posting r ON r.reverses_id = s.posting_id WHERE s.state = 'paid'
        UNION ALL
        SELECT p.code, 'asked for, and decided by another', concat(p.amount, ' taken back of ', p.source_code)
        FROM points_posting p JOIN points_account a ON a.id = p.credit_id AND a.kind = 'adjustment'
        WHERE p.kind = 'adjust' AND p.source_kind = 'slip' AND NOT EXISTS (
            SELECT FROM points_slipreturn r JOIN points_slip s ON s.id = r.slip_id
            WHERE r.posting_id = p.id AND r.state = 'returned' AND (s.code, s.amount) = (p.source_code, p.amount))
        """,
    ),
    Check(
        "settlements",
        "a closed month is the sum of its lines, and each line is its posting, as the shop sees it",
        """
        SELECT s.code AS what, concat(l.points, '/', l.yen) AS expected, concat(s.points, '/', s.yen) AS found
        FROM points_settlement s LEFT JOIN (
            SELECT settlement_id, sum(points) AS points, floor(sum(points * yen_per_point)) AS yen
            FROM points_settlementline GROUP BY 1) l ON l.settlement_id = s.id
        WHERE (s.points, s.yen) IS DISTINCT FROM (l.points::integer, l.yen::integer)
        UNION ALL
        SELECT concat('line ', l.id), CASE a.id WHEN p.credit_id THEN p.amount ELSE -p.amount END::text, l.points::text
        FROM points_settlementline l JOIN points_settlement s ON s.id = l.settlement_id
        JOIN points_till t ON t.id = s.till_id JOIN points_posting p ON p.id = l.posting_id
        JOIN points_account a ON a.owner_code = t.place_code AND a.kind = t.place_kind AND a.scope = t.scope
        WHERE a.id NOT IN (p.credit_id, p.debit_id)
           OR l.points <> CASE a.id WHEN p.credit_id THEN p.amount ELSE -p.amount END
        """,
    ),
]
