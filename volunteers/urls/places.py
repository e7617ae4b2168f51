from django.urls import URLPattern, path

from volunteers.api import places as api
from volunteers.api import rosters as rosters_api
from volunteers.views import places, rosters

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/applications/", places.shift_applications, name="shift-applications"),
    path("assignments/", places.assignments, name="assignments"),
    path("assignments/<str:code>/", places.assignment_detail, name="assignment-detail"),
    path("assignments/<str:code>/acceptance/", places.assignment_acceptance, name="assignment-acceptance"),
    path("assignments/<str:code>/refusal/", places.assignment_refusal, name="assignment-refusal"),
    path("assignments/<str:code>/withdrawal/", places.assignment_withdrawal, name="assignment-withdrawal"),
    path(
        "assignments/<str:code>/heard-withdrawal/",
        rosters.assignment_heard_withdrawal,
        name="assignment-heard-withdrawal",
    ),
    path("assignments/<str:code>/short-notice/", places.assignment_short_notice, name="assignment-short-notice"),
    path("shifts/<str:code>/invitation-wave/", places.shift_invitation_wave, name="shift-invitation-wave"),
    path("applications/<str:code>/acceptance/", rosters.application_acceptance, name="application-acceptance"),
    path("applications/<str:code>/refusal/", rosters.application_refusal, name="application-refusal"),
]
api_urlpatterns: list[URLPattern] = [
    path(
        "applications/<str:code>/acceptance/",
        rosters_api.ApplicationAcceptance.as_view(),
        name="application-acceptance",
    ),
    path("applications/<str:code>/refusal/", rosters_api.ApplicationRefusal.as_view(), name="application-refusal"),
    path(
        "shifts/<str:code>/heard-withdrawals/",
        rosters_api.ShiftHeardWithdrawals.as_view(),
        name="shift-heard-withdrawals",
    ),
    path("shifts/<str:code>/applications/", api.ShiftApplications.as_view(), name="shift-applications"),
    path("shifts/<str:code>/invitation-wave/", api.ShiftInvitationWave.as_view(), name="shift-invitation-wave"),
    path("shifts/<str:code>/points/", api.ShiftPoints.as_view(), name="shift-points"),
    path("assignments/", api.AssignmentList.as_view(), name="assignments"),
    path("assignments/<str:code>/", api.AssignmentDetail.as_view(), name="assignment"),
    path("assignments/<str:code>/withdrawal/", api.AssignmentWithdrawal.as_view(), name="assignment-withdrawal"),
    path(
        "assignments/<str:code>/heard-withdrawal/",
        api.AssignmentHeardWithdrawal.as_view(),
        name="assignment-heard-withdrawal",
    ),
    path("assignments/<str:code>/acceptance/", api.AssignmentAcceptance.as_view(), name="assignment-acceptance"),
    path("assignments/<str:code>/short-notice/", api.AssignmentShortNotice.as_view(), name="assignment-short-notice"),
    path("assignments/<str:code>/refusal/", api.AssignmentRefusal.as_view(), name="assignment-refusal"),
]
