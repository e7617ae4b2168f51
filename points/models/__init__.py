"""The tables of points. The ledger's rows are written by SQL functions only; these models read them."""

from points.models.ledger import Account, ChainLink, Hold, HoldLot, Lot, LotUse, Posting
from points.models.perks import CouponUse, Perk, PerkQuota, Voucher
from points.models.rules import BudgetShard, BudgetUse, Campaign, CapCounter, Rule, RuleCap

__all__ = [
    "Account",
    "BudgetShard",
    "BudgetUse",
    "Campaign",
    "CapCounter",
    "ChainLink",
    "CouponUse",
    "Hold",
    "HoldLot",
    "Lot",
    "LotUse",
    "Perk",
    "PerkQuota",
    "Posting",
    "Rule",
    "RuleCap",
    "Voucher",
]
