"""What changes the state of points. Other apps call these, `points.queries`, and nothing else of this app.

Earning    award, award_event, reverse; try_award tells before what would come of it, limits and all
Records    visit_site, report, decide_report, withdraw_report, enter_clean_up, withdraw_clean_up, award_by_hand,
           decide_by_hand; try_… does the same and undoes it, to say before what would come of it
Households invite_to_household, enter_household_word, answer_household_word, leave_household
Spending   redeem, give, hold, capture, void
Perks      order_perk (try_order before), cancel_order, cancel_for, redeem_voucher; for bookings apply_coupon and
           release_coupon; accept_support
Deciding   publish_rule at once, or draft_rule, try_draft, publish_draft; close_rule; open_campaign, add_to_campaign;
           open_site, add_window, close_site; put_on_sale, change_perk (try_perk before), supply_perk, end_perk,
           withdraw_perk; decree_carry_over
Keeping    adjust, carry_over, warn_of_expiry, lapse_holds, lapse_vouchers, cancel_withdrawn, serve_waiting,
           remind_of_vouchers, expire_lots, seal_chain, forget_payment_codes
"""

from points.actions._ledger import (
    Hold,
    Posting,
)
from points.actions._orders import (
    Wish,
    pickup_days,
)
from points.actions.campaigns import (
    add_to_campaign,
    open_campaign,
)
from points.actions.catalogue import (
    PerkPlan,
    Shown,
    StepPlan,
    SupplyPlan,
    change_perk,
    end_perk,
    lines_of,
    put_on_sale,
    refuse_unfit_perk,
    supply_perk,
    try_perk,
    withdraw_perk,
)
from points.actions.clean_ups import (
    CleanUpPlan,
    Entered,
    Share,
    enter_clean_up,
    look_at_clean_up,
    try_clean_up,
    withdraw_clean_up,
)
from points.actions.coupons import (
    AppliedCoupon,
    apply_coupon,
    release_coupon,
)
from points.actions.earning import (
    Award,
    Outcome,
    award,
    award_event,
    reverse,
    try_award,
)
from points.actions.expiring import (
    CarryOverPlan,
    carry_over,
    decree_carry_over,
    refuse_unfit,
    warn_of_expiry,
)
from points.actions.forgetting import (
    forget_payment_codes,
)
from points.actions.households import (
    answer_household_word,
    enter_household_word,
    invite_to_household,
    leave_household,
)
from points.actions.keeping import (
    adjust,
    expire_lots,
    lapse_holds,
    seal_chain,
)
from points.actions.manual import (
    ByHand,
    ManualPlan,
    award_by_hand,
    decide_by_hand,
    try_by_hand,
)
from points.actions.perks import (
    cancel_for,
    cancel_order,
    order_perk,
    try_order,
)
from points.actions.reports import (
    Reported,
    ReportPlan,
    decide_report,
    report,
    try_report,
    withdraw_report,
)
from points.actions.rule_drafts import (
    CapPlan,
    ItemPlan,
    MultiplierPlan,
    RulePlan,
    close_rule,
    draft_rule,
    publish_draft,
    publish_rule,
)
from points.actions.rule_trials import (
    Case,
    Tried,
    try_draft,
)
from points.actions.sites import (
    SitePlan,
    Visit,
    WindowPlan,
    add_window,
    close_site,
    open_site,
    try_visit,
    visit_site,
)
from points.actions.spending import (
    capture,
    give,
    hold,
    redeem,
    void,
)
from points.actions.supporting import (
    accept_support,
)
from points.actions.vouchers import (
    cancel_withdrawn,
    lapse_vouchers,
    redeem_voucher,
    remind_of_vouchers,
    serve_waiting,
    voucher_typed,
)

__all__ = [
    "AppliedCoupon",
    "Award",
    "ByHand",
    "CapPlan",
    "CarryOverPlan",
    "Case",
    "CleanUpPlan",
    "Entered",
    "Hold",
    "ItemPlan",
    "ManualPlan",
    "MultiplierPlan",
    "Outcome",
    "PerkPlan",
    "Posting",
    "ReportPlan",
    "Reported",
    "RulePlan",
    "Share",
    "Shown",
    "SitePlan",
    "StepPlan",
    "SupplyPlan",
    "Tried",
    "Visit",
    "WindowPlan",
    "Wish",
    "accept_support",
    "add_to_campaign",
    "add_window",
    "adjust",
    "answer_household_word",
    "apply_coupon",
    "award",
    "award_by_hand",
    "award_event",
    "cancel_for",
    "cancel_order",
    "cancel_withdrawn",
    "capture",
    "carry_over",
    "change_perk",
    "close_rule",
    "close_site",
    "decide_by_hand",
    "decide_report",
    "decree_carry_over",
    "draft_rule",
    "end_perk",
    "enter_clean_up",
    "enter_household_word",
    "expire_lots",
    "forget_payment_codes",
    "give",
    "hold",
    "invite_to_household",
    "lapse_holds",
    "lapse_vouchers",
    "leave_household",
    "lines_of",
    "look_at_clean_up",
    "open_campaign",
    "open_site",
    "order_perk",
    "pickup_days",
    "publish_draft",
    "publish_rule",
    "put_on_sale",
    "redeem",
    "redeem_voucher",
    "refuse_unfit",
    "refuse_unfit_perk",
    "release_coupon",
    "remind_of_vouchers",
    "report",
    "reverse",
    "seal_chain",
    "serve_waiting",
    "supply_perk",
    "try_award",
    "try_by_hand",
    "try_clean_up",
    "try_draft",
    "try_order",
    "try_perk",
    "try_report",
    "try_visit",
    "visit_site",
    "void",
    "voucher_typed",
    "warn_of_expiry",
    "withdraw_clean_up",
    "withdraw_perk",
    "withdraw_report",
]
