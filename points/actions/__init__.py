"""What changes the state of points. Other apps call these, `points.queries`, and nothing else of this app.

Earning   award, award_event, reverse (queries.preview tells before what a rule gives)
Spending  redeem, give, hold, capture, void
Perks     order_perk, cancel_order, redeem_voucher; for bookings apply_coupon and release_coupon
Deciding  publish_rule, put_on_sale
Keeping   adjust, lapse_holds, lapse_vouchers, expire_lots, seal_chain
"""

from points.actions._ledger import Hold, Posting
from points.actions.catalogue import PerkPlan, RulePlan, publish_rule, put_on_sale
from points.actions.coupons import AppliedCoupon, apply_coupon, release_coupon
from points.actions.earning import Award, Outcome, award, award_event, reverse
from points.actions.keeping import adjust, expire_lots, lapse_holds, seal_chain
from points.actions.perks import cancel_order, order_perk
from points.actions.spending import capture, give, hold, redeem, void
from points.actions.vouchers import lapse_vouchers, redeem_voucher

__all__ = [
    "AppliedCoupon",
    "Award",
    "Hold",
    "Outcome",
    "PerkPlan",
    "Posting",
    "RulePlan",
    "adjust",
    "apply_coupon",
    "award",
    "award_event",
    "cancel_order",
    "capture",
    "expire_lots",
    "give",
    "hold",
    "lapse_holds",
    "lapse_vouchers",
    "order_perk",
    "publish_rule",
    "put_on_sale",
    "redeem",
    "redeem_voucher",
    "release_coupon",
    "reverse",
    "seal_chain",
    "void",
]
