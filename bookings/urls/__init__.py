"""The addresses of room booking: each part in a module of its own, pages and API beside one another."""

from django.urls import URLPattern, register_converter

from bookings.urls.converters import DateConverter, MonthConverter

register_converter(DateConverter, "date")
register_converter(MonthConverter, "month")

# The parts name the converter in their patterns.
from bookings.urls import (  # noqa: E402
    bookings,
    desk,
    equipment,
    group_bookings,
    papers,
    series,
    switches,
    usage_rules,
    waiting,
)

__all__ = ["api_urlpatterns", "app_name", "urlpatterns"]

app_name = "bookings"
PARTS = [bookings, usage_rules, papers, desk, group_bookings, switches, series, waiting, equipment]
urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.urlpatterns]
api_urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.api_urlpatterns]
