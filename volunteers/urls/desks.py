from django.urls import URLPattern, path

from volunteers.api import desks as api
from volunteers.views import desks

urlpatterns: list[URLPattern] = [
    path("people/<str:code>/assignments/", desks.person_assignments, name="person-assignments"),
]
api_urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/desk-applications/", api.ShiftDeskApplications.as_view(), name="shift-desk-applications"),
    path("people/<str:code>/assignments/", api.PersonAssignments.as_view(), name="person-assignments"),
    path(
        "people/<str:code>/assignments/<str:assignment>/answers/",
        api.PersonAssignmentAnswers.as_view(),
        name="person-assignment-answers",
    ),
]
