"""Why something about rooms cannot be done, each with its sentence."""

from backend.common import errors
from bookings.errors import reserving
from bookings.errors.reserving import (
    AlreadyWaiting,
    FeeUnknown,
    GroupNotReady,
    HoldsDrifted,
    OnlineBookingClosed,
    PeriodSetsOverlap,
    PeriodsOverlap,
    PeriodTaken,
    PeriodUnknown,
    ReasonMissing,
    Refusal,
    RoomInUse,
    RuleRefused,
    RulesAreFinal,
    RulesInvalid,
    RulesOverlap,
    StepNotAllowed,
    TooLateToCancel,
)

__all__ = [
    "CONSTRAINTS",
    "AlreadyWaiting",
    "FeeUnknown",
    "GroupNotReady",
    "HoldsDrifted",
    "OnlineBookingClosed",
    "PeriodSetsOverlap",
    "PeriodTaken",
    "PeriodUnknown",
    "PeriodsOverlap",
    "ReasonMissing",
    "Refusal",
    "RoomInUse",
    "RuleRefused",
    "RulesAreFinal",
    "RulesInvalid",
    "RulesOverlap",
    "StepNotAllowed",
    "TooLateToCancel",
]

CONSTRAINTS: dict[str, type[errors.DomainError]] = {**reserving.CONSTRAINTS}
errors.register(CONSTRAINTS)
