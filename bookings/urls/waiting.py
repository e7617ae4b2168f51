from django.urls import URLPattern, path

from bookings.api import waiting as api
from bookings.views import public_use, waiting

urlpatterns: list[URLPattern] = [
    path("rooms/<slug:code>/waiting-entries/new/", waiting.waiting_entry_new, name="waiting-entry-new"),
    path("waiting-entries/<str:code>/", waiting.waiting_entry, name="waiting-entry"),
    path("waiting-entries/<str:code>/departure/", waiting.waiting_entry_departure, name="waiting-entry-departure"),
    path("bookings/<str:code>/offer/", waiting.booking_offer, name="booking-offer"),
    path("bookings/<str:code>/acceptance/", waiting.booking_acceptance, name="booking-acceptance"),
    path("bookings/<str:code>/decline/", waiting.booking_decline, name="booking-decline"),
    path("bookings/<str:code>/alternatives/", waiting.booking_alternatives, name="booking-alternatives"),
    path("bookings/<str:code>/alternatives/decline/", waiting.alternatives_decline, name="alternatives-decline"),
    path("desk/centers/<slug:code>/waiting-entries/", public_use.center_waiting, name="center-waiting"),
    path("desk/centers/<slug:code>/public-uses/new/", public_use.public_use_new, name="public-use-new"),
    path("public-uses/<str:code>/", public_use.public_use, name="public-use"),
]
api_urlpatterns: list[URLPattern] = [
    path("waiting-entries/", api.WaitingEntryList.as_view(), name="waiting-entries"),
    path("waiting-entries/<str:code>/", api.WaitingEntryDetail.as_view(), name="waiting-entry"),
    path("waiting-entries/<str:code>/departure/", api.WaitingEntryDeparture.as_view(), name="waiting-entry-departure"),
    path("bookings/<str:code>/acceptance/", api.BookingAcceptance.as_view(), name="booking-acceptance"),
    path("bookings/<str:code>/decline/", api.BookingDecline.as_view(), name="booking-decline"),
    path("bookings/<str:code>/alternatives/", api.BookingAlternatives.as_view(), name="booking-alternatives"),
    path("bookings/<str:code>/alternatives/decline/", api.AlternativesDecline.as_view(), name="alternatives-decline"),
    path("public-uses/", api.PublicUseList.as_view(), name="public-uses"),
]
