from django.urls import URLPattern, path

from bookings.api import group_bookings as api
from bookings.views import group_bookings as views

urlpatterns: list[URLPattern] = [
    path("groups/<str:code>/bookings/", views.group_bookings, name="group-bookings"),
]
api_urlpatterns: list[URLPattern] = [
    path("groups/<str:code>/bookings/", api.GroupBookingList.as_view(), name="group-bookings"),
]
