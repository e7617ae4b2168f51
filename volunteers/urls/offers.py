from django.urls import URLPattern, path

from volunteers.api import offers as api
from volunteers.views import matching

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/invitations/", matching.shift_invitations, name="shift-invitations"),
    path("offers/", matching.offers, name="offers"),
    path("suggestions/", matching.suggestions, name="suggestions"),
]
api_urlpatterns: list[URLPattern] = [
    path("offers/", api.OfferDetail.as_view(), name="offers"),
    path("suggestions/", api.SuggestionList.as_view(), name="suggestions"),
]
