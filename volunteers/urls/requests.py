from django.urls import URLPattern, path

from volunteers.api import posting
from volunteers.api import requests as api
from volunteers.views import calling_off, changes, requests, templates, windows

urlpatterns: list[URLPattern] = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.request_new, name="request-new"),
    path("requests/organised/", requests.organised_requests, name="organised-requests"),
    path("request-reviews/", requests.request_reviews, name="request-reviews"),
    path("requests/<str:code>/", requests.request_detail, name="request-detail"),
    path("request-templates/", templates.request_templates, name="request-templates"),
    path("request-templates/<str:code>/removal/", templates.request_template_removal, name="request-template-removal"),
    path("requests/<str:code>/templates/new/", templates.request_template_new, name="request-template-new"),
    path("requests/<str:code>/changes/", requests.request_changes, name="request-changes"),
    path("requests/<str:code>/review/", requests.request_review, name="request-review"),
    path("requests/<str:code>/call-off/", calling_off.request_call_off, name="request-call-off"),
    path("shifts/<str:code>/call-off/", calling_off.shift_call_off, name="shift-call-off"),
    path("assignments/<str:code>/change-acceptance/", changes.change_acceptance, name="change-acceptance"),
    path("assignments/<str:code>/change-departure/", changes.change_departure, name="change-departure"),
    path("windows/<str:code>/applications/", windows.window_applications, name="window-applications"),
    path("requests/<str:code>/closure/", requests.request_closure, name="request-closure"),
]
api_urlpatterns: list[URLPattern] = [
    path("requests/", api.RequestList.as_view(), name="requests"),
    path("requests/organised/", posting.OrganisedRequests.as_view(), name="organised-requests"),
    path("request-reviews/", posting.RequestReviews.as_view(), name="request-reviews"),
    path("request-templates/", posting.TemplateList.as_view(), name="request-templates"),
    path("request-templates/<str:code>/", posting.TemplateDetail.as_view(), name="request-template"),
    path("request-templates/<str:code>/requests/", posting.TemplateRequests.as_view(), name="template-requests"),
    path("requests/<str:code>/", api.RequestDetail.as_view(), name="request"),
    path("requests/<str:code>/changes/", posting.RequestChanges.as_view(), name="request-changes"),
    path("requests/<str:code>/copies/", posting.RequestCopies.as_view(), name="request-copies"),
    path("requests/<str:code>/review/", posting.RequestReview.as_view(), name="request-review"),
    path("requests/<str:code>/closure/", posting.RequestClosure.as_view(), name="request-closure"),
    path("requests/<str:code>/call-off/", api.RequestCallOff.as_view(), name="request-call-off"),
    path("shifts/<str:code>/call-off/", api.ShiftCallOff.as_view(), name="shift-call-off"),
    path("assignments/<str:code>/change-acceptance/", api.ChangeAcceptance.as_view(), name="change-acceptance"),
    path("assignments/<str:code>/change-departure/", api.ChangeDeparture.as_view(), name="change-departure"),
    path("windows/<str:code>/applications/", api.WindowApplications.as_view(), name="window-applications"),
]
