"""Reads of points. Other apps call these, `points.actions`, and nothing else of this app."""

from points.queries.checks import CHECKS, Check, Difference
from points.queries.earning import ChainHead, awarded_points, chain_heads, preview, rules_in_force
from points.queries.perks import (
    Coupon,
    perk,
    perks_on_sale,
    taken_by,
    token_of,
    usable_coupons,
    voucher,
    voucher_by_short_code,
    voucher_by_token,
    vouchers_of,
)
from points.queries.places import Place, places_of
from points.queries.statements import (
    Balance,
    Expiry,
    Line,
    account_of,
    balance,
    expiries,
    lines,
    postings_of,
    statement_page,
)

__all__ = [
    "CHECKS",
    "Balance",
    "ChainHead",
    "Check",
    "Coupon",
    "Difference",
    "Expiry",
    "Line",
    "Place",
    "account_of",
    "awarded_points",
    "balance",
    "chain_heads",
    "expiries",
    "lines",
    "perk",
    "perks_on_sale",
    "places_of",
    "postings_of",
    "preview",
    "rules_in_force",
    "statement_page",
    "taken_by",
    "token_of",
    "usable_coupons",
    "voucher",
    "voucher_by_short_code",
    "voucher_by_token",
    "vouchers_of",
]
