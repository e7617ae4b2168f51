from django.urls import URLPattern, path

from volunteers.api import events as api
from volunteers.views import events

urlpatterns: list[URLPattern] = [
    path("hosts/", events.hosts, name="hosts"),
    path("assignments/<str:code>/party/", events.assignment_party, name="assignment-party"),
    path("shifts/<str:code>/desk-applications/", events.shift_desk_applications, name="shift-desk-applications"),
]
api_urlpatterns: list[URLPattern] = [
    path("hosts/", api.Hosts.as_view(), name="hosts"),
    path("assignments/<str:code>/party/", api.AssignmentParty.as_view(), name="assignment-party"),
]
