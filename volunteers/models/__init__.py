from volunteers.models.assignments import Assignment
from volunteers.models.attendance import Attendance, AttendanceChange, AttendanceEvent, NoShow, Stay
from volunteers.models.changes import ChangeAnswer, PostedPage, Recurrence, RequestChange, RequestTemplate
from volunteers.models.consents import Consent
from volunteers.models.contact import (
    Announcement,
    ContactRules,
    Message,
    PhonePermission,
    Question,
    QuestionAnswer,
    Reminder,
    Thread,
)
from volunteers.models.distances import DistrictDistance
from volunteers.models.feedback import Feedback, FeedbackAddition, FeedbackReport
from volunteers.models.hosts import Host
from volunteers.models.offers import Offer, OfferException, OfferTime
from volunteers.models.parties import Party, PartyDeclaration
from volunteers.models.party_members import PartyMember
from volunteers.models.quote_consents import QuoteConsent
from volunteers.models.requests import Field, Request, Shift
from volunteers.models.skills import HeldSkill, Skill
from volunteers.models.stories import Quote, Story, StoryPage
from volunteers.models.windows import Window
from volunteers.models.withdrawals import HeardWithdrawal

__all__ = [
    "Announcement",
    "Assignment",
    "Attendance",
    "AttendanceChange",
    "AttendanceEvent",
    "ChangeAnswer",
    "Consent",
    "ContactRules",
    "DistrictDistance",
    "Feedback",
    "FeedbackAddition",
    "FeedbackReport",
    "Field",
    "HeardWithdrawal",
    "HeldSkill",
    "Host",
    "Message",
    "NoShow",
    "Offer",
    "OfferException",
    "OfferTime",
    "Party",
    "PartyDeclaration",
    "PartyMember",
    "PhonePermission",
    "PostedPage",
    "Question",
    "QuestionAnswer",
    "Quote",
    "QuoteConsent",
    "Recurrence",
    "Reminder",
    "Request",
    "RequestChange",
    "RequestTemplate",
    "Shift",
    "Skill",
    "Stay",
    "Story",
    "StoryPage",
    "Thread",
    "Window",
]
