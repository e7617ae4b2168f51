from volunteers.forms.board import BoardForm
from volunteers.forms.consents import (
    ConsentAnswerForm,
    ConsentHistoryForm,
    ConsentRecordForm,
    ConsentRecordSearchForm,
    ConsentRequestForm,
    DeskForm,
    QuoteConsentRecordForm,
    ShortCodeForm,
)
from volunteers.forms.contact import (
    AnnouncementForm,
    AnswerForm,
    CityAnnouncementForm,
    HidingForm,
    MessageForm,
    QuestionForm,
)
from volunteers.forms.events import DeskApplicationForm, PartyForm
from volunteers.forms.lines import WaveForm
from volunteers.forms.offer_sheet import OfferSheet
from volunteers.forms.people import (
    AcceptanceForm,
    ApplicationForm,
    CallOffForm,
    HeardWithdrawalForm,
    HoursForm,
    InvitationForm,
    ReasonForm,
    SelectionForm,
    ThanksForm,
    WithdrawalForm,
)
from volunteers.forms.recurring import RecurrenceForm, TickedForm
from volunteers.forms.requests import ReviewForm
from volunteers.forms.rows import asks_for_more
from volunteers.forms.sheets import RequestSheet
from volunteers.forms.skills import (
    OfferFilterForm,
    OfferInvitationForm,
    PartyCountForm,
    PartySizeForm,
    ProofForm,
    SkillForm,
)
from volunteers.forms.templates import TemplateForm
from volunteers.forms.windows import PickForm

__all__ = [
    "AcceptanceForm",
    "AnnouncementForm",
    "AnswerForm",
    "ApplicationForm",
    "BoardForm",
    "CallOffForm",
    "CityAnnouncementForm",
    "ConsentAnswerForm",
    "ConsentHistoryForm",
    "ConsentRecordForm",
    "ConsentRecordSearchForm",
    "ConsentRequestForm",
    "DeskApplicationForm",
    "DeskForm",
    "HeardWithdrawalForm",
    "HidingForm",
    "HoursForm",
    "InvitationForm",
    "MessageForm",
    "OfferFilterForm",
    "OfferInvitationForm",
    "OfferSheet",
    "PartyCountForm",
    "PartyForm",
    "PartySizeForm",
    "PickForm",
    "ProofForm",
    "QuestionForm",
    "QuoteConsentRecordForm",
    "ReasonForm",
    "RecurrenceForm",
    "RequestSheet",
    "ReviewForm",
    "SelectionForm",
    "ShortCodeForm",
    "SkillForm",
    "TemplateForm",
    "ThanksForm",
    "TickedForm",
    "WaveForm",
    "WithdrawalForm",
    "asks_for_more",
]
