from django.urls import URLPattern, path

from bookings.api import bookings as api
from bookings.views import bookings, centers, rooms

urlpatterns: list[URLPattern] = [
    path("centers/", centers.centers, name="centers"),
    path("centers/<slug:code>/", centers.center, name="center"),
    path("centers/<slug:code>/week/", centers.center_week, name="center-week"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<slug:code>/bookings/new/", bookings.booking_new, name="booking-new"),
    path("bookings/", bookings.bookings, name="bookings"),
    path("bookings/<str:code>/", bookings.booking, name="booking"),
    path("bookings/<str:code>/cancellation/", bookings.booking_cancellation, name="booking-cancellation"),
    path("bookings/<str:code>/approval/", bookings.booking_approval, name="booking-approval"),
    path("bookings/<str:code>/refusal/", bookings.booking_refusal, name="booking-refusal"),
]
api_urlpatterns: list[URLPattern] = [
    path("centers/", api.CenterList.as_view(), name="centers"),
    path("centers/<slug:code>/", api.CenterDetail.as_view(), name="center"),
    path("centers/<slug:code>/week/", api.CenterWeek.as_view(), name="center-week"),
    path("rooms/", api.RoomList.as_view(), name="rooms"),
    path("availability/", api.Availability.as_view(), name="availability"),
    path("bookings/", api.BookingList.as_view(), name="bookings"),
    path("bookings/<str:code>/", api.BookingDetail.as_view(), name="booking"),
    path("bookings/<str:code>/cancellation/", api.BookingCancellation.as_view(), name="booking-cancellation"),
    path("bookings/<str:code>/approval/", api.BookingApproval.as_view(), name="booking-approval"),
    path("bookings/<str:code>/refusal/", api.BookingRefusal.as_view(), name="booking-refusal"),
]
