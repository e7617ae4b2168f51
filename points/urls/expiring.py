from django.urls import URLPattern, path

from points.api import expiring as api
from points.views import expiring as views

urlpatterns: list[URLPattern] = [
    path("points/carry-overs/", views.carry_overs, name="carry-overs"),
    path("points/carry-overs/new/", views.carry_over_new, name="carry-over-new"),
    path("points/carry-overs/<str:code>/", views.carry_over, name="carry-over"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/carry-overs/", api.CarryOverList.as_view(), name="carry-overs"),
    path("points/carry-overs/preview/", api.CarryOverPreview.as_view(), name="carry-over-preview"),
    path("points/carry-overs/<str:code>/", api.CarryOverDetail.as_view(), name="carry-over"),
]
