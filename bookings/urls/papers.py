from django.urls import URLPattern, path

from bookings.api import papers as api
from bookings.api import restrictions as restrictions_api
from bookings.views import attendance, papers, restrictions

urlpatterns: list[URLPattern] = [
    path("bookings/<str:code>/application/", papers.booking_application, name="booking-application"),
    path(
        "bookings/<str:code>/paper-application/",
        papers.booking_paper_application,
        name="booking-paper-application",
    ),
    path("bookings/<str:code>/permit/", papers.booking_permit, name="booking-permit"),
    path("bookings/<str:code>/report/", papers.booking_report, name="booking-report"),
    path("bookings/<str:code>/room-check/", papers.booking_room_check, name="booking-room-check"),
    path("bookings/<str:code>/check-in/", attendance.booking_check_in, name="booking-check-in"),
    path("bookings/<str:code>/no-show/", attendance.booking_no_show, name="booking-no-show"),
    path("bookings/<str:code>/objection/", attendance.booking_objection, name="booking-objection"),
    path("bookings/<str:code>/correction/", attendance.booking_correction, name="booking-correction"),
    path("permits/<str:token>/", papers.permit, name="permit"),
    path("desk/centers/<slug:code>/check-in/", attendance.center_check_in, name="center-check-in"),
    path("desk/centers/<slug:code>/attendance/", attendance.center_attendance, name="center-attendance"),
    path("desk/centers/<slug:code>/restrictions/new/", restrictions.restriction_new, name="restriction-new"),
    path("restrictions/<str:code>/lifting/", restrictions.restriction_lifting, name="restriction-lifting"),
]
api_urlpatterns: list[URLPattern] = [
    path("bookings/<str:code>/application/", api.BookingApplication.as_view(), name="booking-application"),
    path(
        "bookings/<str:code>/paper-application/",
        api.BookingPaperApplication.as_view(),
        name="booking-paper-application",
    ),
    path("bookings/<str:code>/permit/", api.BookingPermit.as_view(), name="booking-permit"),
    path("bookings/<str:code>/report/", api.BookingReport.as_view(), name="booking-report"),
    path("bookings/<str:code>/room-check/", api.BookingRoomCheck.as_view(), name="booking-room-check"),
    path("bookings/<str:code>/no-show/", api.BookingNoShow.as_view(), name="booking-no-show"),
    path("bookings/<str:code>/objection/", api.BookingObjection.as_view(), name="booking-objection"),
    path("bookings/<str:code>/correction/", api.BookingCorrection.as_view(), name="booking-correction"),
    path("centers/<slug:code>/check-ins/", api.CenterCheckIns.as_view(), name="center-check-ins"),
    path(
        "centers/<slug:code>/restrictions/", restrictions_api.CenterRestrictions.as_view(), name="center-restrictions"
    ),
    path("restrictions/<str:code>/lifting/", restrictions_api.RestrictionLifting.as_view(), name="restriction-lifting"),
]
