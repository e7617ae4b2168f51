"""The addresses of volunteering: each part in a module of its own, pages and API beside one another."""

from django.urls import URLPattern

from volunteers.urls import attendance, consents, contact, desks, events, offers, places, requests, stories, thanks

__all__ = ["api_urlpatterns", "app_name", "urlpatterns"]

app_name = "volunteers"
PARTS = [requests, places, offers, attendance, consents, thanks, stories, contact, events, desks]
urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.urlpatterns]
api_urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.api_urlpatterns]
