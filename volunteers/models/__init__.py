from volunteers.models.assignments import Assignment, Attendance
from volunteers.models.offers import Offer, OfferTime
from volunteers.models.requests import Field, Request, Shift

__all__ = ["Assignment", "Attendance", "Field", "Offer", "OfferTime", "Request", "Shift"]
