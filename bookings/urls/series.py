from django.urls import URLPattern, path

from bookings.api import series as api
from bookings.views import moving, series

urlpatterns: list[URLPattern] = [
    path("series/", series.series_list, name="series-list"),
    path("series/new/", series.series_rooms, name="series-rooms"),
    path("rooms/<slug:code>/series/new/", series.series_new, name="series-new"),
    path("rooms/<slug:code>/series/plan/", series.series_plan, name="series-plan"),
    path("series/<str:code>/", series.series, name="series"),
    path("series/<str:code>/cancellation/", moving.series_cancellation, name="series-cancellation"),
    path("series/<str:code>/change/", moving.series_change, name="series-change"),
    path("series/<str:code>/approval/", series.series_approval, name="series-approval"),
    path("bookings/<str:code>/move/", moving.booking_move, name="booking-move"),
    path("desk/centers/<slug:code>/series/", series.center_series, name="center-series"),
]
api_urlpatterns: list[URLPattern] = [
    path("rooms/<slug:code>/series-plan/", api.SeriesPlan.as_view(), name="series-plan"),
    path("series/", api.SeriesList.as_view(), name="series-list"),
    path("series/<str:code>/", api.SeriesDetail.as_view(), name="series"),
    path("series/<str:code>/cancellation/", api.SeriesCancellation.as_view(), name="series-cancellation"),
    path("series/<str:code>/change/", api.SeriesChange.as_view(), name="series-change"),
    path("series/<str:code>/approval/", api.SeriesApproval.as_view(), name="series-approval"),
    path("bookings/<str:code>/move/", api.BookingMove.as_view(), name="booking-move"),
]
