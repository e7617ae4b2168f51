"""Reconciliation of perks: stock, limits, supplies, tables of steps and vouchers. See checks."""

from points.queries._check import Check

CHECKS: list[Check] = [
    Check(
        "stock",
        "what a perk and each limit count as taken and ready are the vouchers that were not given back",
        """
        SELECT concat('perk ', k.code) AS what, concat(v.total, '/', CASE WHEN k.by_delivery THEN v.ready ELSE 0 END)
               AS expected, concat(k.taken, '/', k.readied) AS found
        FROM points_perk k CROSS JOIN LATERAL (
            SELECT count(*) AS total, count(v.ready_at) AS ready
            FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id
            WHERE v.perk_id = k.id AND (v.state IN ('issued', 'used') OR v.state = 'lapsed' AND h.state = 'captured')) v
        WHERE (k.taken, k.readied) <> (v.total, CASE WHEN k.by_delivery THEN v.ready ELSE 0 END)
        UNION ALL
        SELECT concat('limit of ', q.person_code, ' ', q.span, ' ', q.starts_on), points_ordered_in(q)::text,
               q.taken::text
        FROM points_perkquota q WHERE q.taken <> points_ordered_in(q)
        """,
    ),
    Check(
        "supplies",
        "a perk's stock and pieces are those of its last supply, and its supplies follow one another without a gap",
        """
        SELECT concat('perk ', k.code) AS what, concat(s.stock_after, '/', s.arrived_after, '/', s.seq) AS expected,
               concat(k.stock, '/', k.arrived, '/', k.supplies) AS found
        FROM points_perk k JOIN (
            SELECT DISTINCT ON (perk_id) * FROM points_perksupply ORDER BY perk_id, seq DESC) s ON s.perk_id = k.id
        WHERE (k.stock, k.arrived, k.supplies) IS DISTINCT FROM (s.stock_after, s.arrived_after, s.seq)
        UNION ALL
        SELECT concat('supply ', id), concat(was + arrived_change, '/', turn), concat(arrived_after, '/', seq)
        FROM (SELECT *, lag(arrived_after, 1, 0) OVER w AS was, row_number() OVER w AS turn FROM points_perksupply
              WINDOW w AS (PARTITION BY perk_id ORDER BY seq)) s
        WHERE (arrived_after, seq) <> (was + arrived_change, turn)
        """,
    ),
    Check(
        "sheets",
        "the sheets of a voucher that are used are those of its uses, and never more than were bought",
        """
        SELECT v.code AS what, coalesce(u.total, 0) AS expected, v.sheets_used AS found
        FROM points_voucher v LEFT JOIN (
            SELECT voucher_id, sum(sheets) AS total FROM points_voucheruse GROUP BY 1) u ON u.voucher_id = v.id
        WHERE v.sheets_used <> coalesce(u.total, 0) OR v.sheets_used > coalesce(v.sheets, 0)
        """,
    ),
    Check(
        "worth",
        "what was paid and what it is worth are those of the step that holds the points brought",
        """
        SELECT v.code AS what, concat(CASE WHEN t.keeps_rest THEN s.from_points ELSE v.brought END, ' for ', s.worth)
               AS expected, concat(v.price, ' for ', coalesce(v.yen_off, v.sheets, v.worth_yen)) AS found
        FROM points_voucher v JOIN points_perkstep s ON s.id = v.step_id
        JOIN points_perksteptable t ON t.id = s.table_id
        WHERE (v.price, coalesce(v.yen_off, v.sheets, v.worth_yen)) IS DISTINCT FROM
              (CASE WHEN t.keeps_rest THEN s.from_points ELSE v.brought END, s.worth)
           OR v.brought NOT BETWEEN s.from_points AND coalesce(s.to_points, v.brought)
        UNION ALL
        SELECT v.code, v.price::text, h.amount::text FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id
        WHERE v.price <> h.amount
        """,
    ),
    Check(
        "support",
        "what was given to a community by a perk is on that community's account",
        """
        SELECT v.code AS what, concat('community ', v.place_code) AS expected,
               concat(a.kind, ' ', a.owner_code) AS found
        FROM points_voucher v LEFT JOIN points_posting p ON p.hold_id = v.hold_id
        LEFT JOIN points_account a ON a.id = p.credit_id
        WHERE v.kind = 'support' AND (a.kind, a.owner_code) IS DISTINCT FROM ('community', v.place_code)
        """,
    ),
    Check(
        "vouchers",
        "a used voucher is paid, a cancelled one is not; a room coupon is used exactly while it is on a booking, and "
        "paid by its use",
        """
        SELECT v.code AS what, concat('hold ', h.state) AS expected, concat('voucher ', v.state) AS found
        FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id
        WHERE v.state = 'used' AND h.state <> 'captured' OR v.state = 'issued' AND h.state = 'voided'
           OR v.state = 'cancelled' AND h.state <> 'voided' AND NOT EXISTS (
               SELECT FROM points_posting p JOIN points_posting r ON r.reverses_id = p.id WHERE p.hold_id = h.id)
        UNION ALL
        SELECT v.code, CASE WHEN u.id IS NULL THEN 'on no booking' ELSE u.booking_code END, v.state
        FROM points_voucher v LEFT JOIN points_couponuse u ON u.voucher_id = v.id AND u.released_at IS NULL
        WHERE (u.id IS NOT NULL) <> (v.kind = 'room_coupon' AND v.state = 'used')
        UNION ALL
        -- Formerly a coupon was paid in the moment of its order.
        SELECT v.code, 'on a booking before it is paid', 'on none'
        FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id AND h.state = 'captured'
        WHERE v.kind = 'room_coupon' AND h.ended_at > v.ordered_at
          AND NOT EXISTS (SELECT FROM points_couponuse u WHERE u.voucher_id = v.id)
        """,
    ),
]
