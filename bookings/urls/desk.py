from django.urls import URLPattern, path

from bookings.api import desk as api
from bookings.views import claims, desk, desk_entry

urlpatterns: list[URLPattern] = [
    path("desk/centers/<slug:code>/", desk.center_desk, name="center-desk"),
    path("desk/centers/<slug:code>/search/", desk.center_search, name="center-search"),
    path("desk/centers/<slug:code>/days/<date:date>/", desk.center_day, name="center-day"),
    path("desk/centers/<slug:code>/weeks/<date:date>/", desk.center_week_board, name="center-week-board"),
    path("desk/centers/<slug:code>/proxy-bookings/new/", desk_entry.proxy_booking_new, name="proxy-booking-new"),
    path("desk/centers/<slug:code>/walk-ins/new/", desk_entry.walk_in_new, name="walk-in-new"),
    path("bookings/<str:code>/desk-notes/", desk.booking_desk_notes, name="booking-desk-notes"),
    path("bookings/<str:code>/claim-slip/", claims.booking_claim_slip, name="booking-claim-slip"),
    path("booking-claims/", claims.booking_claims, name="booking-claims"),
    path("booking-claims/acceptances/", claims.booking_claim_acceptances, name="booking-claim-acceptances"),
]
api_urlpatterns: list[URLPattern] = [
    path("desk/centers/<slug:code>/days/<date:date>/", api.DeskDay.as_view(), name="desk-day"),
    path("desk/centers/<slug:code>/search/", api.DeskSearch.as_view(), name="desk-search"),
    path("desk/centers/<slug:code>/proxy-bookings/", api.ProxyBookings.as_view(), name="proxy-bookings"),
    path("desk/centers/<slug:code>/walk-ins/", api.WalkIns.as_view(), name="walk-ins"),
    path("desk/bookings/<str:code>/notes/", api.DeskNotes.as_view(), name="desk-notes"),
    path("desk/bookings/<str:code>/claims/", api.DeskClaims.as_view(), name="desk-claims"),
    path("booking-claims/", api.BookingClaims.as_view(), name="booking-claims"),
]
