from django.urls import URLPattern, path

from volunteers.api import consents as api
from volunteers.api import desk_consents as desk_api
from volunteers.views import consents, quote_consents

urlpatterns: list[URLPattern] = [
    path("assignments/<str:code>/consent-requests/", consents.consent_requests, name="consent-requests"),
    path("assignments/<str:code>/consent-paper/", consents.consent_paper, name="consent-paper"),
    path("assignments/<str:code>/consent-record/", consents.consent_record, name="consent-record"),
    path("assignments/<str:code>/consent-history/", consents.consent_history, name="consent-history"),
    path("consent-records/", consents.consent_records, name="consent-records"),
    path("quotes/<str:code>/consent-record/", quote_consents.quote_consent_record, name="quote-consent-record"),
    path(
        "quotes/<str:code>/consent-record/withdrawal/",
        quote_consents.quote_consent_record_withdrawal,
        name="quote-consent-record-withdrawal",
    ),
    path(
        "consent-records/<str:code>/withdrawal/", consents.consent_record_withdrawal, name="consent-record-withdrawal"
    ),
    path("consents/", consents.consents, name="consents"),
    path("consents/<str:token>/", consents.consent, name="consent"),
    path("consents/<str:token>/withdrawal/", consents.consent_withdrawal, name="consent-withdrawal"),
]
api_urlpatterns: list[URLPattern] = [
    path("assignments/<str:code>/consent-requests/", api.ConsentRequests.as_view(), name="consent-requests"),
    path("assignments/<str:code>/consent-record/", desk_api.ConsentRecord.as_view(), name="consent-record"),
    path("assignments/<str:code>/consent-history/", desk_api.ConsentHistory.as_view(), name="consent-history"),
    path(
        "consent-records/<str:code>/withdrawal/",
        desk_api.ConsentRecordWithdrawal.as_view(),
        name="consent-record-withdrawal",
    ),
    path("quotes/<str:code>/consent-record/", desk_api.QuoteConsentRecord.as_view(), name="quote-consent-record"),
    path(
        "quotes/<str:code>/consent-record/withdrawal/",
        desk_api.QuoteConsentRecordWithdrawal.as_view(),
        name="quote-consent-record-withdrawal",
    ),
    path("consents/", api.ConsentList.as_view(), name="consents"),
]
