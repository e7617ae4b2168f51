"""What can stand in the way of a volunteer or an organiser, in words that say what to do next."""

from backend.common import errors
from volunteers.errors import attendance, offers, places, requests
from volunteers.errors.attendance import (
    AlreadyCheckedIn,
    CheckInNotOpen,
    CorrectionNeedsReason,
    HoursAlreadyApproved,
    HoursNotApproved,
    MinutesOutOfRange,
    NotCheckedIn,
    NotConfirmed,
    OwnHours,
    PointsSpent,
    ShiftNotStarted,
    StaleCode,
)
from volunteers.errors.conditions import (
    INELIGIBLE,
    AgeUnknown,
    CityEmployeesOnly,
    MembersOnly,
    NotEligible,
    OtherDistrict,
    TooYoung,
)
from volunteers.errors.offers import (
    OfferTimesClash,
)
from volunteers.errors.places import (
    AlreadyApplied,
    AssignmentChanged,
    CheckedInStays,
    NotSuggested,
    OverlappingShift,
    RequestNotOpen,
    ShiftFull,
    ShiftStarted,
)
from volunteers.errors.requests import (
    DistrictNeeded,
    MinimumAboveCapacity,
    NoShifts,
    OrganisationNotApproved,
    RefusalNeedsReason,
    RequestNotChangeable,
    RequestNotInReview,
    ShiftEndsBeforeItStarts,
    ShiftInThePast,
)

__all__ = [
    "CONSTRAINTS",
    "INELIGIBLE",
    "AgeUnknown",
    "AlreadyApplied",
    "AlreadyCheckedIn",
    "AssignmentChanged",
    "CheckInNotOpen",
    "CheckedInStays",
    "CityEmployeesOnly",
    "CorrectionNeedsReason",
    "DistrictNeeded",
    "HoursAlreadyApproved",
    "HoursNotApproved",
    "MembersOnly",
    "MinimumAboveCapacity",
    "MinutesOutOfRange",
    "NoShifts",
    "NotCheckedIn",
    "NotConfirmed",
    "NotEligible",
    "NotSuggested",
    "OfferTimesClash",
    "OrganisationNotApproved",
    "OtherDistrict",
    "OverlappingShift",
    "OwnHours",
    "PointsSpent",
    "RefusalNeedsReason",
    "RequestNotChangeable",
    "RequestNotInReview",
    "RequestNotOpen",
    "ShiftEndsBeforeItStarts",
    "ShiftFull",
    "ShiftInThePast",
    "ShiftNotStarted",
    "ShiftStarted",
    "StaleCode",
    "TooYoung",
]

CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    **attendance.CONSTRAINTS,
    **offers.CONSTRAINTS,
    **places.CONSTRAINTS,
    **requests.CONSTRAINTS,
}
errors.register(CONSTRAINTS)
