from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

import bookings.urls
import points.urls
import volunteers.urls
from backend.accounts import urls as accounts
from backend.common import health
from backend.notices import urls as notices
from backend.portal import urls as portal

APPS = [portal, accounts, notices, bookings.urls, volunteers.urls, points.urls]

handler400 = "backend.common.responses.bad_request"
handler403 = "backend.common.responses.forbidden"
handler404 = "backend.common.responses.missing"
handler500 = "backend.common.responses.fault"

api_urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    *[path("", include((app.api_urlpatterns, f"api-{app.app_name}"))) for app in APPS],
]
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    # Before the pages, or every call would first be held against each of them.
    path("api/v1/", include(api_urlpatterns)),
    *[path("", include((app.urlpatterns, app.app_name))) for app in APPS],
]
