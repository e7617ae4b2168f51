from volunteers.forms.board import BoardForm
from volunteers.forms.offers import OfferForm
from volunteers.forms.people import (
    AcceptanceForm,
    ApplicationForm,
    CallOffForm,
    HoursForm,
    InvitationForm,
    ReasonForm,
    SelectionForm,
    ThanksForm,
    WithdrawalForm,
)
from volunteers.forms.recurring import RecurrenceForm, TickedForm
from volunteers.forms.requests import RequestSheet, ReviewForm
from volunteers.forms.templates import TemplateForm
from volunteers.forms.windows import PickForm

__all__ = [
    "AcceptanceForm",
    "ApplicationForm",
    "BoardForm",
    "CallOffForm",
    "HoursForm",
    "InvitationForm",
    "OfferForm",
    "PickForm",
    "ReasonForm",
    "RecurrenceForm",
    "RequestSheet",
    "ReviewForm",
    "SelectionForm",
    "TemplateForm",
    "ThanksForm",
    "TickedForm",
    "WithdrawalForm",
]
