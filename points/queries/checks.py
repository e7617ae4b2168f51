"""Reconciliation: every stored aggregate recomputed from the rows it stands for, by one SQL check each.

A check gives the rows that differ: what, expected, found. The checks do not overlap: each looks at one aggregate and
trusts the others, so that a fault shows in one place.
"""

from points.queries import gift_checks, perk_checks, till_checks
from points.queries._check import Check, Difference

__all__ = ["CHECKS", "Check", "Difference"]

CHECKS: list[Check] = [
    Check(
        "balances",
        "an account's balance and version are those of its last posting",
        """
        SELECT a.owner_code AS what, concat(coalesce(s.balance, 0), '/', coalesce(s.version, 0)) AS expected,
               concat(a.balance, '/', a.version) AS found
        FROM points_account a LEFT JOIN (
            SELECT DISTINCT ON (account_id) * FROM points_side ORDER BY account_id, version DESC) s
            ON s.account_id = a.id
        WHERE NOT a.computed AND (a.balance, a.version) <> (coalesce(s.balance, 0), coalesce(s.version, 0))
        """,
    ),
    Check(
        "sequence",
        "the postings of an account follow one another without a gap, each from the balance before",
        """
        SELECT concat('posting ', id) AS what, concat(before + change, '/', turn) AS expected,
               concat(balance, '/', version) AS found
        FROM (SELECT *, lag(balance, 1, 0) OVER w AS before, row_number() OVER w AS turn FROM points_side
              WINDOW w AS (PARTITION BY account_id ORDER BY version)) s
        WHERE (balance, version) <> (before + change, turn)
        """,
    ),
    Check(
        "bounds",
        "what no guard lets through: less than the floor, more than the ceiling, what is nothing or less than nothing",
        """
        SELECT owner_code AS what, concat(floor + held, ' to ', ceiling) AS expected, balance::text AS found
        FROM points_account WHERE held < 0 OR balance < floor + held OR balance > ceiling
        UNION ALL SELECT concat('posting ', id), 'more than 0', amount::text FROM points_posting WHERE amount <= 0
        UNION ALL SELECT concat('lot ', id), concat(held, ' to ', granted), remaining::text
        FROM points_lot WHERE granted <= 0 OR held < 0 OR remaining < held OR remaining > granted
        """,
    ),
    Check(
        "held",
        "held points of an account are those of its open holds",
        """
        SELECT a.owner_code AS what, coalesce(h.total, 0) AS expected, a.held AS found
        FROM points_account a LEFT JOIN (
            SELECT account_id, sum(amount) AS total FROM points_hold WHERE state = 'open' GROUP BY 1) h
            ON h.account_id = a.id
        WHERE a.held <> coalesce(h.total, 0)
        """,
    ),
    Check(
        "computed",
        "issuer, expired, redeemed and adjustment store nothing, and points only flow between accounts that fit",
        """
        SELECT concat('posting ', p.id) AS what, 'sides that fit the kind' AS expected,
               concat(p.kind, ' from ', d.kind, ' to ', c.kind) AS found
        FROM points_posting p JOIN points_account d ON d.id = p.debit_id JOIN points_account c ON c.id = p.credit_id
        WHERE d.computed AND c.computed OR d.computed <> (p.debit_version IS NULL)
           OR c.computed <> (p.credit_version IS NULL)
        UNION ALL
        SELECT kind, '0/0/0', concat(balance, '/', held, '/', version) FROM points_account
        WHERE computed AND (balance, held, version) <> (0, 0, 0)
        """,
    ),
    Check(
        "lots",
        "the points of a person or community lie in lots: granted less used is the balance of the last posting",
        """
        SELECT a.owner_code AS what, coalesce(s.balance, 0) AS expected, coalesce(l.left, 0) AS found
        FROM points_account a LEFT JOIN (
            SELECT DISTINCT ON (account_id) * FROM points_side ORDER BY account_id, version DESC) s
            ON s.account_id = a.id
        LEFT JOIN (
            SELECT l.account_id, sum(l.granted - coalesce(u.used, 0)) AS left FROM points_lot l LEFT JOIN (
                SELECT lot_id, sum(amount) AS used FROM points_lotuse GROUP BY 1) u ON u.lot_id = l.id
            GROUP BY 1) l ON l.account_id = a.id
        WHERE a.kind IN ('person', 'community') AND coalesce(s.balance, 0) <> coalesce(l.left, 0)
        """,
    ),
    Check(
        "lot uses",
        "what remains of a lot is what was granted less its numbered uses",
        """
        SELECT concat('lot ', l.id) AS what,
               concat(l.granted - coalesce(u.used, 0), '/', coalesce(u.uses, 0)) AS expected,
               concat(l.remaining, '/', l.uses) AS found
        FROM points_lot l LEFT JOIN (
            SELECT lot_id, sum(amount) AS used, max(seq) AS last, count(*) AS uses FROM points_lotuse GROUP BY 1) u
            ON u.lot_id = l.id
        WHERE (l.remaining, l.uses, l.uses)
            <> (l.granted - coalesce(u.used, 0), coalesce(u.uses, 0), coalesce(u.last, 0))
        """,
    ),
    Check(
        "lot holds",
        "what a lot sets aside is what open holds took from it",
        """
        SELECT concat('lot ', l.id) AS what, coalesce(h.total, 0) AS expected, l.held AS found
        FROM points_lot l LEFT JOIN (
            SELECT x.lot_id, sum(x.amount) AS total FROM points_holdlot x JOIN points_hold h ON h.id = x.hold_id
            WHERE h.state = 'open' GROUP BY 1) h ON h.lot_id = l.id
        WHERE l.held <> coalesce(h.total, 0)
        """,
    ),
    Check(
        "holds",
        "a captured hold has its posting, one that ended otherwise has none",
        """
        SELECT h.code AS what, h.state AS expected, coalesce(p.code, 'no posting') AS found
        FROM points_hold h LEFT JOIN points_posting p ON p.hold_id = h.id
        WHERE (h.state = 'captured') <> (p.id IS NOT NULL)
           OR p.id IS NOT NULL AND (p.amount, p.debit_id) <> (h.amount, h.account_id)
        """,
    ),
    Check(
        "caps",
        "a counter has counted the awards of its window that stand",
        """
        SELECT concat_ws(' ', coalesce(k.subject, w.subject), coalesce(k.rule_code, w.rule_code),
                         coalesce(k.span, w.span), coalesce(k.starts_on, w.starts_on)) AS what,
               coalesce(w.total, 0) AS expected, coalesce(k.used, 0) AS found
        FROM points_capcounter k FULL JOIN (
            SELECT p.scope, p.rule_code, a.owner_code AS subject, c.span,
                   points_window_start(c.span, p.happened_on) AS starts_on, sum(p.amount) AS total
            FROM points_posting p JOIN points_account a ON a.id = p.credit_id
            JOIN points_rulecap c ON c.rule_id = p.rule_id AND c.subject = 'person'
            WHERE p.kind = 'award' AND NOT EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id)
            GROUP BY 1, 2, 3, 4, 5) w
        ON (w.scope, w.rule_code, w.subject, w.span, w.starts_on)
            = (k.scope, k.rule_code, k.subject, k.span, k.starts_on)
        WHERE coalesce(w.total, 0) <> coalesce(k.used, 0) AND coalesce(k.subject, '') !~ '^(household|site|rule):'
        """,
    ),
    Check(
        "shared caps",
        "a counter of a household, site or rule has counted what its awards took, and each of them took all of itself",
        """
        SELECT concat_ws(' ', k.subject, k.rule_code, k.span, k.starts_on) AS what, coalesce(u.total, 0) AS expected,
               k.used AS found
        FROM points_capcounter k LEFT JOIN (
            SELECT counter_id, sum(amount) AS total FROM points_capuse GROUP BY 1) u ON u.counter_id = k.id
        WHERE k.subject ~ '^(household|site|rule):' AND k.used <> coalesce(u.total, 0)
        UNION ALL
        SELECT concat('use by ', p.code), CASE p.kind WHEN 'reverse' THEN -p.amount ELSE p.amount END, u.amount
        FROM points_capuse u JOIN points_posting p ON p.id = u.posting_id
        WHERE u.amount <> CASE p.kind WHEN 'reverse' THEN -p.amount ELSE p.amount END
        UNION ALL
        SELECT concat('award ', p.code), w.caps, (SELECT count(*) FROM points_capuse u WHERE u.posting_id = p.id)
        FROM points_posting p JOIN (
            SELECT rule_id, count(*) AS caps FROM points_rulecap WHERE subject IN ('household', 'rule') GROUP BY 1) w
            ON w.rule_id = p.rule_id
        WHERE p.kind = 'award' AND (SELECT count(*) FROM points_capuse u WHERE u.posting_id = p.id) < w.caps
        """,
    ),
    Check(
        "staff",
        "what staff have given by hand on a day is what they asked for and were not refused",
        """
        SELECT concat_ws(' ', s.staff_code, s.rule_code, s.day) AS what, coalesce(m.total, 0) AS expected,
               s.used AS found
        FROM points_staffcounter s LEFT JOIN (
            SELECT scope, asked_by_code, rule_code, happened_on, sum(points) AS total FROM points_manualaward
            WHERE state <> 'refused' GROUP BY 1, 2, 3, 4) m
            ON (m.scope, m.asked_by_code, m.rule_code, m.happened_on) = (s.scope, s.staff_code, s.rule_code, s.day)
        WHERE s.used <> coalesce(m.total, 0)
        """,
    ),
    Check(
        "clean-ups",
        "a sheet's points are the table's, and its shares make them up",
        """
        SELECT c.code AS what, floor(sum(l.kg * i.per_kg)) AS expected, c.points AS found
        FROM points_cleanup c JOIN points_cleanupline l ON l.clean_up_id = c.id
        JOIN points_ruleitem i ON i.id = l.item_id GROUP BY c.id HAVING floor(sum(l.kg * i.per_kg)) <> c.points
        UNION ALL
        SELECT concat('shares of ', c.code), c.points, sum(s.points)
        FROM points_cleanup c JOIN points_cleanupshare s ON s.clean_up_id = c.id
        GROUP BY c.id HAVING sum(s.points) <> c.points
        """,
    ),
    Check(
        "budgets",
        "a shard has given what postings took from it, and the shards of a campaign make its budget",
        """
        SELECT concat('shard ', s.id) AS what, coalesce(u.total, 0) AS expected, s.used AS found
        FROM points_budgetshard s LEFT JOIN (
            SELECT shard_id, sum(amount) AS total FROM points_budgetuse GROUP BY 1) u ON u.shard_id = s.id
        WHERE s.used <> coalesce(u.total, 0)
        UNION ALL
        SELECT c.code, c.budget, coalesce(sum(s.granted), 0) FROM points_campaign c
        LEFT JOIN points_budgetshard s ON s.campaign_id = c.id GROUP BY c.id
        HAVING c.budget <> coalesce(sum(s.granted), 0)
        """,
    ),
    *perk_checks.CHECKS,
    Check(
        "carried over",
        "a lot's date is the one it had at first, or that of its last extension, each from the date before",
        """
        SELECT concat('extension ', e.id) AS what, e.before AS expected, e.from_date AS found FROM (
            SELECT *, lag(to_date) OVER (PARTITION BY lot_id ORDER BY id) AS before FROM points_lotextension) e
        WHERE e.before <> e.from_date
        UNION ALL
        SELECT concat('lot ', l.id), e.to_date, l.expires_on FROM points_lot l JOIN (
            SELECT DISTINCT ON (lot_id) lot_id, to_date FROM points_lotextension ORDER BY lot_id, id DESC) e
            ON e.lot_id = l.id WHERE e.to_date <> l.expires_on
        UNION ALL
        SELECT concat('lot ', l.id), points_expiry_date(r.expiry_kind, r.expiry_amount, points_tokyo_date(p.at)),
               coalesce(e.from_date, l.expires_on)
        FROM points_lot l JOIN points_posting p ON p.id = l.posting_id AND p.kind = 'award'
        JOIN points_rule r ON r.id = p.rule_id LEFT JOIN (
            SELECT DISTINCT ON (lot_id) lot_id, from_date FROM points_lotextension ORDER BY lot_id, id) e
            ON e.lot_id = l.id
        WHERE coalesce(e.from_date, l.expires_on)
            <> points_expiry_date(r.expiry_kind, r.expiry_amount, points_tokyo_date(p.at))
        """,
    ),
    Check(
        "returned",
        "what an expiry gave back to a campaign is what expired of its points, and of each award comes back no more",
        """
        SELECT concat('posting ', b.posting_id, ' campaign ', b.campaign_id) AS what,
               coalesce(u.total, 0) AS expected, b.total AS found
        FROM (SELECT u.posting_id, s.campaign_id, -sum(u.amount) AS total FROM points_budgetuse u
              JOIN points_budgetshard s ON s.id = u.shard_id JOIN points_posting p ON p.id = u.posting_id
              WHERE p.kind = 'expire' GROUP BY 1, 2) b
        LEFT JOIN (
            SELECT u.posting_id, r.campaign_id, sum(u.amount) AS total FROM points_lotuse u
            JOIN points_lot l ON l.id = u.lot_id JOIN points_lot first ON first.id = coalesce(l.origin_id, l.id)
            JOIN points_posting p ON p.id = first.posting_id JOIN points_rule r ON r.id = p.rule_id
            GROUP BY 1, 2) u ON (u.posting_id, u.campaign_id) = (b.posting_id, b.campaign_id)
        WHERE b.total > coalesce(u.total, 0)
        UNION ALL
        SELECT concat('award ', p.code), p.amount, -sum(u.amount)
        FROM points_budgetuse u JOIN points_posting p ON p.id = u.award_id GROUP BY p.id
        HAVING -sum(u.amount) > p.amount
            OR -sum(u.amount) < p.amount AND EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id)
        """,
    ),
    Check(
        "reversals",
        "a reversal is the mirror image of its original",
        """
        SELECT r.code AS what, concat(o.amount, ' ', o.source_code) AS expected,
               concat(r.amount, ' ', r.source_code) AS found
        FROM points_posting r LEFT JOIN points_posting o ON o.id = r.reverses_id
        WHERE r.kind = 'reverse' AND (o.scope, o.debit_id, o.credit_id, o.amount, o.source_kind, o.source_code)
            IS DISTINCT FROM (r.scope, r.credit_id, r.debit_id, r.amount, r.source_kind, r.source_code)
        """,
    ),
    Check(
        "rules",
        "an award is what its rule, in force on the day, gives for the quantity, or less by a cap",
        """
        SELECT p.code AS what, points_amount(r, p.quantity, p.factor) AS expected, p.asked AS found
        FROM points_posting p JOIN points_rule r ON r.id = p.rule_id
        WHERE p.kind = 'award' AND (p.asked <> points_amount(r, p.quantity, p.factor) OR r.code <> p.rule_code
            OR NOT p.happened_on BETWEEN r.starts_on AND coalesce(r.ends_on, p.happened_on))
        """,
    ),
    Check(
        "multipliers",
        "no award was multiplied by more than its rule's multipliers together",
        """
        SELECT p.code AS what, coalesce(m.most, 1) AS expected, p.factor AS found
        FROM points_posting p LEFT JOIN (
            SELECT rule_id, round(exp(sum(ln(factor))), 6) AS most FROM points_rulemultiplier GROUP BY 1) m
            ON m.rule_id = p.rule_id
        WHERE p.kind = 'award' AND p.factor > coalesce(m.most, 1)
        """,
    ),
    Check(
        "business keys",
        "no key is used twice, and no activity has paid a person twice by one rule",
        """
        SELECT concat('key ', key) AS what, 1 AS expected, count(*) AS found
        FROM points_posting GROUP BY scope, key HAVING count(*) > 1
        UNION ALL
        SELECT concat_ws(' ', rule_code, source_kind, source_code), 1, count(*) FROM points_posting
        WHERE kind = 'award' GROUP BY scope, rule_code, source_kind, source_code, credit_id HAVING count(*) > 1
        """,
    ),
    Check(
        "expired",
        "the nightly sweep has left nothing that expired more than two days ago",
        """
        SELECT concat('lot ', id) AS what, 0 AS expected, remaining - held AS found
        FROM points_lot WHERE remaining > held AND expires_on < %(today)s::date - 2
        """,
    ),
    Check(
        "chain",
        "every link follows the one before it, and its digest is that of its posting",
        """
        SELECT concat('link ', c.position) AS what, 'the digest of its posting' AS expected, 'another' AS found
        FROM (SELECT *, lag(digest, 1, sha256('tsunagaru points'::bytea)) OVER w AS previous,
                     row_number() OVER w AS turn
              FROM points_chainlink WINDOW w AS (ORDER BY position)) c
        LEFT JOIN points_posting p ON p.id = c.posting_id
        WHERE c.position <> c.turn OR p.id IS NULL OR c.digest <> points_digest(c.previous, p)
        """,
    ),
    *gift_checks.CHECKS,
    *till_checks.CHECKS,
]
