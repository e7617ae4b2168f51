from django.urls import URLPattern, path

from points.api import statements as api
from points.views import statements as views

urlpatterns: list[URLPattern] = [
    path("points/", views.statement, name="statement"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/balance/", api.PointBalance.as_view(), name="point-balance"),
    path("points/postings/", api.PostingList.as_view(), name="postings"),
    path("points/chain-heads/", api.ChainHeads.as_view(), name="chain-heads"),
]
