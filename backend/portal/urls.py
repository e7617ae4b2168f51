from django.urls import URLPattern, path

from backend.portal import api
from backend.portal.views import pages, placing, recurring

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("my/", pages.my, name="my"),
    path("desk/", pages.desk, name="desk"),
    path("requests/with-room/", placing.request_with_room, name="request-with-room"),
    path("shifts/<str:code>/room/", placing.shift_room, name="shift-room"),
    path("requests/<str:code>/recurrence/", recurring.request_recurrence, name="request-recurrence"),
    path("help/", pages.help_index, name="help-index"),
    path("help/<slug:topic>/", pages.help_topic, name="help-topic"),
    path("about/", pages.about, name="about"),
    path("about/<slug:topic>/", pages.about_topic, name="about-topic"),
]
api_urlpatterns: list[URLPattern] = [
    path("requests/with-room/", api.RequestWithRoom.as_view(), name="request-with-room"),
    path("shifts/<str:code>/room/", api.ShiftRoom.as_view(), name="shift-room"),
    path("shifts/<str:code>/room/cancellation/", api.ShiftRoomCancellation.as_view(), name="shift-room-cancellation"),
    path("requests/<str:code>/recurrence-plan/", api.RecurrencePlan.as_view(), name="recurrence-plan"),
    path("requests/<str:code>/recurrences/", api.Recurrences.as_view(), name="recurrences"),
]
