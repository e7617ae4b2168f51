from django.urls import URLPattern, path

from bookings.api import months as months_api
from bookings.api import switches as api
from bookings.views import months, switches

urlpatterns: list[URLPattern] = [
    path("centers/<slug:code>/months/<month:month>/", months.center_month, name="center-month"),
    path("desk/switches/", switches.switches, name="switches"),
    path("desk/centers/<slug:code>/switches/", switches.center_switches, name="center-switches"),
    path(
        "desk/centers/<slug:code>/switches/<str:turn>/withdrawal/",
        switches.center_switch_withdrawal,
        name="center-switch-withdrawal",
    ),
]
api_urlpatterns: list[URLPattern] = [
    path("centers/<slug:code>/months/<month:month>/", months_api.CenterMonth.as_view(), name="center-month"),
    path("centers/<slug:code>/switches/", api.CenterSwitchList.as_view(), name="center-switches"),
    path(
        "centers/<slug:code>/switches/<str:turn>/withdrawal/",
        api.CenterSwitchWithdrawal.as_view(),
        name="center-switch-withdrawal",
    ),
]
