from django.urls import URLPattern, path

from volunteers.api import places as api
from volunteers.views import places, rosters

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/applications/", places.shift_applications, name="shift-applications"),
    path("assignments/", places.assignments, name="assignments"),
    path("assignments/<str:code>/", places.assignment_detail, name="assignment-detail"),
    path("assignments/<str:code>/acceptance/", places.assignment_acceptance, name="assignment-acceptance"),
    path("assignments/<str:code>/refusal/", places.assignment_refusal, name="assignment-refusal"),
    path("assignments/<str:code>/withdrawal/", places.assignment_withdrawal, name="assignment-withdrawal"),
    path("applications/<str:code>/acceptance/", rosters.application_acceptance, name="application-acceptance"),
    path("applications/<str:code>/refusal/", rosters.application_refusal, name="application-refusal"),
]
api_urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/applications/", api.ShiftApplications.as_view(), name="shift-applications"),
    path("assignments/", api.AssignmentList.as_view(), name="assignments"),
    path("assignments/<str:code>/", api.AssignmentDetail.as_view(), name="assignment"),
    path("assignments/<str:code>/withdrawal/", api.AssignmentWithdrawal.as_view(), name="assignment-withdrawal"),
    path("assignments/<str:code>/acceptance/", api.AssignmentAcceptance.as_view(), name="assignment-acceptance"),
    path("assignments/<str:code>/refusal/", api.AssignmentRefusal.as_view(), name="assignment-refusal"),
]
