"""The tables of points. The ledger's rows are written by SQL functions only; these models read them."""

from points.models.clean_ups import CleanUp, CleanUpLine, CleanUpShare
from points.models.expiry import CarryOver, ExpiryWarning, LotExtension
from points.models.giving import (
    CommunityUse,
    Gift,
    GiftAddress,
    GiftBlock,
    GiftCounter,
    GiftNote,
    GiftNoteReport,
    GiftTerms,
)
from points.models.households import Household, HouseholdInvitation, HouseholdMember
from points.models.ledger import Account, ChainLink, Hold, HoldLot, Lot, LotUse, Posting
from points.models.perks import Perk, PerkQuota, PerkStep, PerkStepTable, PerkSupply, SupportCommunity
from points.models.reports import ManualAward, Report, StaffCounter
from points.models.rules import (
    BudgetShard,
    BudgetUse,
    Campaign,
    CapCounter,
    CapUse,
    Cut,
    Rule,
    RuleCap,
    RuleItem,
    RuleMultiplier,
)
from points.models.settlement import Settlement, SettlementLine
from points.models.shops import Booklet, Payment, PaymentCode, Refund, ShopContract, Till
from points.models.sites import Site, SiteVisit, SiteWindow
from points.models.slip_returns import SlipReturn
from points.models.slips import Slip, SlipCorrection
from points.models.tallies import PayerDay, PayerTillDay, TillDay
from points.models.vouchers import CouponUse, Voucher, VoucherUse

__all__ = [
    "Account",
    "Booklet",
    "BudgetShard",
    "BudgetUse",
    "Campaign",
    "CapCounter",
    "CapUse",
    "CarryOver",
    "ChainLink",
    "CleanUp",
    "CleanUpLine",
    "CleanUpShare",
    "CommunityUse",
    "CouponUse",
    "Cut",
    "ExpiryWarning",
    "Gift",
    "GiftAddress",
    "GiftBlock",
    "GiftCounter",
    "GiftNote",
    "GiftNoteReport",
    "GiftTerms",
    "Hold",
    "HoldLot",
    "Household",
    "HouseholdInvitation",
    "HouseholdMember",
    "Lot",
    "LotExtension",
    "LotUse",
    "ManualAward",
    "PayerDay",
    "PayerTillDay",
    "Payment",
    "PaymentCode",
    "Perk",
    "PerkQuota",
    "PerkStep",
    "PerkStepTable",
    "PerkSupply",
    "Posting",
    "Refund",
    "Report",
    "Rule",
    "RuleCap",
    "RuleItem",
    "RuleMultiplier",
    "Settlement",
    "SettlementLine",
    "ShopContract",
    "Site",
    "SiteVisit",
    "SiteWindow",
    "Slip",
    "SlipCorrection",
    "SlipReturn",
    "StaffCounter",
    "SupportCommunity",
    "Till",
    "TillDay",
    "Voucher",
    "VoucherUse",
]
