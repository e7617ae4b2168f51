"""What changes the state of points. Other apps call these, and `points.queries`, and nothing else of this app.

Earning:   award, award_event, reverse, preview is in queries
Spending:  redeem, give, hold, capture, void
Keeping:   adjust, lapse_holds, expire_lots, seal_chain
"""

from points.actions.earning import Award, Outcome, award, award_event, reverse
from points.actions.keeping import adjust, expire_lots, lapse_holds, seal_chain
from points.actions.spending import capture, give, hold, redeem, void

__all__ = [
    "Award",
    "Outcome",
    "adjust",
    "award",
    "award_event",
    "capture",
    "expire_lots",
    "give",
    "hold",
    "lapse_holds",
    "redeem",
    "reverse",
    "seal_chain",
    "void",
]
