from volunteers.forms.board import BoardForm
from volunteers.forms.offers import OfferForm
from volunteers.forms.people import (
    ApplicationForm,
    HoursForm,
    InvitationForm,
    ReasonForm,
    SelectionForm,
    ThanksForm,
    WithdrawalForm,
)
from volunteers.forms.requests import RequestSheet, ReviewForm

__all__ = [
    "ApplicationForm",
    "BoardForm",
    "HoursForm",
    "InvitationForm",
    "OfferForm",
    "ReasonForm",
    "RequestSheet",
    "ReviewForm",
    "SelectionForm",
    "ThanksForm",
    "WithdrawalForm",
]
