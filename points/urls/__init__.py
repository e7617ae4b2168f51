"""The addresses of points: each part in a module of its own, pages and API beside one another."""

from django.urls import URLPattern

from points.urls import earning, expiring, giving, perks, records, statements, tills, vouchers

app_name = "points"
PARTS = [statements, expiring, earning, giving, records, perks, vouchers, tills]
urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.urlpatterns]
api_urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.api_urlpatterns]
