"""Reconciliation: every stored aggregate recomputed from the rows it stands for, by one SQL check each.

A check gives the rows that differ: what, expected, found. The checks do not overlap: each looks at one aggregate and
trusts the others, so that a fault shows in one place.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Difference:
    """One row on which stored and recomputed do not agree."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it proves, and the SQL that gives its differences; `%(today)s` is the Tokyo date."""

    name: str
    proves: str
    sql: str

    def differences(self, today: date) -> list[Difference]:
        """This function will run the check and give what does not agree, at most a hundred rows."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT what, expected, found FROM ({self.sql}) rows LIMIT 100", {"today": today})  # noqa: S608
            return [Difference(*(str(value) for value in row)) for row in cursor.fetchall()]


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
            JOIN points_rulecap c ON c.rule_id = p.rule_id
            WHERE p.kind = 'award' AND NOT EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id)
            GROUP BY 1, 2, 3, 4, 5) w
        ON (w.scope, w.rule_code, w.subject, w.span, w.starts_on)
            = (k.scope, k.rule_code, k.subject, k.span, k.starts_on)
        WHERE coalesce(w.total, 0) <> coalesce(k.used, 0)
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
    Check(
        "stock",
        "what a perk and a person's quota count as taken are the vouchers that were not given back",
        """
        SELECT concat('perk ', k.code) AS what, coalesce(v.total, 0) AS expected, k.taken AS found
        FROM points_perk k LEFT JOIN (
            SELECT v.perk_id, count(*) AS total FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id
            WHERE v.state IN ('issued', 'used') OR h.state = 'captured' GROUP BY 1) v ON v.perk_id = k.id
        WHERE k.taken <> coalesce(v.total, 0)
        UNION ALL
        SELECT concat('quota of ', q.person_code), coalesce(v.total, 0), q.taken
        FROM points_perkquota q LEFT JOIN (
            SELECT v.perk_id, v.person_code, count(*) AS total FROM points_voucher v
            JOIN points_hold h ON h.id = v.hold_id
            WHERE v.state IN ('issued', 'used') OR h.state = 'captured' GROUP BY 1, 2) v
            ON (v.perk_id, v.person_code) = (q.perk_id, q.person_code)
        WHERE q.taken <> coalesce(v.total, 0)
        """,
    ),
    Check(
        "vouchers",
        "a used voucher is paid, a cancelled one is not, and a room coupon is used exactly while it is on a booking",
        """
        SELECT v.code AS what, concat('hold ', h.state) AS expected, concat('voucher ', v.state) AS found
        FROM points_voucher v JOIN points_hold h ON h.id = v.hold_id
        WHERE v.state = 'used' AND h.state <> 'captured' OR v.state = 'cancelled' AND h.state <> 'voided'
           OR v.state = 'issued' AND h.state = 'voided'
        UNION ALL
        SELECT v.code, CASE WHEN u.id IS NULL THEN 'on no booking' ELSE u.booking_code END, v.state
        FROM points_voucher v LEFT JOIN points_couponuse u ON u.voucher_id = v.id AND u.released_at IS NULL
        WHERE (u.id IS NOT NULL) <> (v.kind = 'room_coupon' AND v.state = 'used')
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
        SELECT p.code AS what, points_amount(r, p.quantity) AS expected, p.asked AS found
        FROM points_posting p JOIN points_rule r ON r.id = p.rule_id
        WHERE p.kind = 'award' AND (p.asked <> points_amount(r, p.quantity) OR r.code <> p.rule_code
            OR NOT p.happened_on BETWEEN r.starts_on AND coalesce(r.ends_on, p.happened_on))
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
]
