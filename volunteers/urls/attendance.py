from django.urls import URLPattern, path

from volunteers.api import attendance as api
from volunteers.api import rosters as rosters_api
from volunteers.views import attendance, check_ins, hours, receptions, rosters, sheets

urlpatterns: list[URLPattern] = [
    path("hours/", hours.hours, name="hours"),
    path("reception-worker/", receptions.reception_worker, name="reception-worker"),
    path("reception-card/", receptions.reception_card, name="reception-card"),
    path("cards/<str:token>/", receptions.card, name="card"),
    path("shifts/<str:code>/roster/", rosters.shift_roster, name="shift-roster"),
    path("shifts/<str:code>/reception/", receptions.shift_reception, name="shift-reception"),
    path("shifts/<str:code>/check-ins/", receptions.shift_check_ins, name="shift-check-ins"),
    path("shifts/<str:code>/walk-ins/", receptions.shift_walk_in, name="shift-walk-in"),
    path("shifts/<str:code>/sheet/", sheets.shift_sheet, name="shift-sheet"),
    path("shifts/<str:code>/hours/", rosters.shift_hours, name="shift-hours"),
    path("shifts/<str:code>/no-shows/", attendance.shift_no_shows, name="shift-no-shows"),
    path("shifts/<str:code>/check-in-code/", rosters.shift_check_in_code, name="shift-check-in-code"),
    path("check-ins/<str:token>/", check_ins.check_in, name="check-in"),
    path("assignments/<str:code>/check-in/", attendance.assignment_check_in, name="assignment-check-in"),
    path("assignments/<str:code>/check-out/", attendance.assignment_check_out, name="assignment-check-out"),
    path(
        "assignments/<str:code>/check-in/withdrawal/",
        attendance.assignment_check_in_withdrawal,
        name="assignment-check-in-withdrawal",
    ),
    path("assignments/<str:code>/attendance/", attendance.assignment_attendance, name="assignment-attendance"),
    path("assignments/<str:code>/no-show/", attendance.assignment_no_show, name="assignment-no-show"),
    path(
        "assignments/<str:code>/no-show/withdrawal/",
        attendance.assignment_no_show_withdrawal,
        name="assignment-no-show-withdrawal",
    ),
    path("assignments/<str:code>/objection/", attendance.assignment_objection, name="assignment-objection"),
    path("assignments/<str:code>/own-hours/", attendance.assignment_own_hours, name="assignment-own-hours"),
    path("assignments/<str:code>/headcount/", attendance.assignment_headcount, name="assignment-headcount"),
    path("assignments/<str:code>/hours/", rosters.assignment_hours, name="assignment-hours"),
    path(
        "assignments/<str:code>/hours/withdrawal/",
        rosters.assignment_hours_withdrawal,
        name="assignment-hours-withdrawal",
    ),
]
api_urlpatterns: list[URLPattern] = [
    path("check-ins/", api.CheckIns.as_view(), name="check-ins"),
    path("check-outs/", api.CheckOuts.as_view(), name="check-outs"),
    path("shifts/<str:code>/attendance-events/", api.ShiftAttendanceEvents.as_view(), name="shift-attendance-events"),
    path("hours/", rosters_api.Hours.as_view(), name="hours"),
    path("shifts/<str:code>/sheet/", rosters_api.ShiftSheet.as_view(), name="shift-sheet"),
    path("shifts/<str:code>/roster/", rosters_api.ShiftRoster.as_view(), name="shift-roster"),
    path("shifts/<str:code>/walk-ins/", api.ShiftWalkIns.as_view(), name="shift-walk-ins"),
    path("shifts/<str:code>/hours/", api.ShiftHours.as_view(), name="shift-hours"),
    path("shifts/<str:code>/no-shows/", api.ShiftNoShows.as_view(), name="shift-no-shows"),
    path(
        "assignments/<str:code>/hours/withdrawal/",
        api.AssignmentHoursWithdrawal.as_view(),
        name="assignment-hours-withdrawal",
    ),
    path(
        "assignments/<str:code>/attendance/", rosters_api.AssignmentAttendance.as_view(), name="assignment-attendance"
    ),
    path(
        "assignments/<str:code>/check-in/withdrawal/",
        rosters_api.AssignmentCheckInWithdrawal.as_view(),
        name="assignment-check-in-withdrawal",
    ),
    path("assignments/<str:code>/headcount/", api.AssignmentHeadcount.as_view(), name="assignment-headcount"),
    path("assignments/<str:code>/own-hours/", api.AssignmentOwnHours.as_view(), name="assignment-own-hours"),
    path("assignments/<str:code>/no-show/", api.AssignmentNoShow.as_view(), name="assignment-no-show"),
    path(
        "assignments/<str:code>/no-show/withdrawal/",
        api.AssignmentNoShowWithdrawal.as_view(),
        name="assignment-no-show-withdrawal",
    ),
    path("assignments/<str:code>/objection/", api.AssignmentObjection.as_view(), name="assignment-objection"),
]
