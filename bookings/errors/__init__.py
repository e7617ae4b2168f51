"""Why something about rooms cannot be done, each with its sentence."""

from backend.common import errors
from bookings.errors import reserving, switching
from bookings.errors.reserving import (
    AlreadyWaiting,
    BookingOnPaper,
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
from bookings.errors.switching import (
    SwitchHolds,
    SwitchInThePast,
    SwitchReasonMissing,
    SwitchTurnsAtThatMoment,
    SwitchUnchanged,
)

__all__ = [
    "CONSTRAINTS",
    "AlreadyWaiting",
    "BookingOnPaper",
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
    "SwitchHolds",
    "SwitchInThePast",
    "SwitchReasonMissing",
    "SwitchTurnsAtThatMoment",
    "SwitchUnchanged",
    "TooLateToCancel",
]

CONSTRAINTS: dict[str, type[errors.DomainError]] = {**reserving.CONSTRAINTS, **switching.CONSTRAINTS}
errors.register(CONSTRAINTS)
