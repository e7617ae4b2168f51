from volunteers.models.assignments import Assignment, Attendance
from volunteers.models.changes import ChangeAnswer, Recurrence, RequestChange, RequestTemplate
from volunteers.models.offers import Offer, OfferTime
from volunteers.models.requests import Field, Request, Shift
from volunteers.models.windows import Window

__all__ = [
    "Assignment",
    "Attendance",
    "ChangeAnswer",
    "Field",
    "Offer",
    "OfferTime",
    "Recurrence",
    "Request",
    "RequestChange",
    "RequestTemplate",
    "Shift",
    "Window",
]
