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
from volunteers.forms.requests import RequestSheet, ReviewForm
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
    "RequestSheet",
    "ReviewForm",
    "SelectionForm",
    "ThanksForm",
    "WithdrawalForm",
]
