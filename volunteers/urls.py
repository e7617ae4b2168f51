from django.urls import URLPattern, path

from volunteers import api
from volunteers.views import check_ins, matching, places, requests, rosters

app_name = "volunteers"
urlpatterns: list[URLPattern] = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.request_new, name="request-new"),
    path("requests/organised/", requests.organised_requests, name="organised-requests"),
    path("request-reviews/", requests.request_reviews, name="request-reviews"),
    path("requests/<str:code>/", requests.request_detail, name="request-detail"),
    path("requests/<str:code>/changes/", requests.request_changes, name="request-changes"),
    path("requests/<str:code>/review/", requests.request_review, name="request-review"),
    path("requests/<str:code>/closure/", requests.request_closure, name="request-closure"),
    path("shifts/<str:code>/applications/", places.shift_applications, name="shift-applications"),
    path("shifts/<str:code>/invitations/", matching.shift_invitations, name="shift-invitations"),
    path("shifts/<str:code>/roster/", rosters.shift_roster, name="shift-roster"),
    path("shifts/<str:code>/hours/", rosters.shift_hours, name="shift-hours"),
    path("shifts/<str:code>/check-in-code/", rosters.shift_check_in_code, name="shift-check-in-code"),
    path("check-ins/<str:token>/", check_ins.check_in, name="check-in"),
    path("applications/<str:code>/acceptance/", rosters.application_acceptance, name="application-acceptance"),
    path("applications/<str:code>/refusal/", rosters.application_refusal, name="application-refusal"),
    path("assignments/", places.assignments, name="assignments"),
    path("assignments/<str:code>/", places.assignment_detail, name="assignment-detail"),
    path("assignments/<str:code>/acceptance/", places.assignment_acceptance, name="assignment-acceptance"),
    path("assignments/<str:code>/refusal/", places.assignment_refusal, name="assignment-refusal"),
    path("assignments/<str:code>/withdrawal/", places.assignment_withdrawal, name="assignment-withdrawal"),
    path("assignments/<str:code>/check-in/", rosters.assignment_check_in, name="assignment-check-in"),
    path("assignments/<str:code>/hours/", rosters.assignment_hours, name="assignment-hours"),
    path(
        "assignments/<str:code>/hours/withdrawal/",
        rosters.assignment_hours_withdrawal,
        name="assignment-hours-withdrawal",
    ),
    path("offers/", matching.offers, name="offers"),
    path("suggestions/", matching.suggestions, name="suggestions"),
]
api_urlpatterns: list[URLPattern] = [
    path("requests/", api.RequestList.as_view(), name="requests"),
    path("requests/<str:code>/", api.RequestDetail.as_view(), name="request"),
    path("shifts/<str:code>/applications/", api.ShiftApplications.as_view(), name="shift-applications"),
    path("assignments/", api.AssignmentList.as_view(), name="assignments"),
    path("assignments/<str:code>/", api.AssignmentDetail.as_view(), name="assignment"),
    path("assignments/<str:code>/withdrawal/", api.AssignmentWithdrawal.as_view(), name="assignment-withdrawal"),
    path("assignments/<str:code>/acceptance/", api.AssignmentAcceptance.as_view(), name="assignment-acceptance"),
    path("assignments/<str:code>/refusal/", api.AssignmentRefusal.as_view(), name="assignment-refusal"),
    path("offers/", api.OfferDetail.as_view(), name="offers"),
    path("check-ins/", api.CheckIns.as_view(), name="check-ins"),
    path("suggestions/", api.SuggestionList.as_view(), name="suggestions"),
]
