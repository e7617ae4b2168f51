from django.urls import URLPattern, path

from volunteers.api import attendance as api
from volunteers.views import check_ins, rosters

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/roster/", rosters.shift_roster, name="shift-roster"),
    path("shifts/<str:code>/hours/", rosters.shift_hours, name="shift-hours"),
    path("shifts/<str:code>/check-in-code/", rosters.shift_check_in_code, name="shift-check-in-code"),
    path("check-ins/<str:token>/", check_ins.check_in, name="check-in"),
    path("assignments/<str:code>/check-in/", rosters.assignment_check_in, name="assignment-check-in"),
    path("assignments/<str:code>/hours/", rosters.assignment_hours, name="assignment-hours"),
    path(
        "assignments/<str:code>/hours/withdrawal/",
        rosters.assignment_hours_withdrawal,
        name="assignment-hours-withdrawal",
    ),
]
api_urlpatterns: list[URLPattern] = [
    path("check-ins/", api.CheckIns.as_view(), name="check-ins"),
]
