from django.urls import URLPattern, path

from points.api import records as api
from points.api import today
from points.views import clean_ups, desk_awards
from points.views import records as views

urlpatterns: list[URLPattern] = [
    path("points/sites/<str:code>/visits/", views.site_visits, name="site-visits"),
    path("points/site-visits/<str:code>/", views.site_visit, name="site-visit"),
    path("points/reports/", views.reports, name="reports"),
    path("points/reports/new/", views.report_new, name="report-new"),
    path("points/reports/<str:code>/", views.report, name="report"),
    path("points/reports/<str:code>/withdrawal/", views.report_withdrawal, name="report-withdrawal"),
    path("points/household/", views.household, name="household"),
    path("points/household/invitations/", views.household_invitations, name="household-invitations"),
    path("points/household/words/<str:word>/answer/", views.household_answer, name="household-answer"),
    path("points/household/leaving/", views.household_leaving, name="household-leaving"),
    path("points/clean-ups/", clean_ups.clean_ups, name="clean-ups"),
    path("points/clean-ups/new/<slug:code>/", clean_ups.clean_up_new, name="clean-up-new"),
    path("points/clean-ups/<str:code>/", clean_ups.clean_up, name="clean-up"),
    path("points/clean-ups/<str:code>/withdrawal/", clean_ups.clean_up_withdrawal, name="clean-up-withdrawal"),
    path("desk/points/reports/", desk_awards.report_reviews, name="report-reviews"),
    path("desk/points/reports/<str:code>/", desk_awards.report_review, name="report-review"),
    path("desk/points/manual-awards/", desk_awards.manual_awards, name="manual-awards"),
    path("desk/points/manual-awards/new/", desk_awards.manual_award_new, name="manual-award-new"),
    path("desk/points/manual-awards/<str:code>/", desk_awards.manual_award, name="manual-award"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/site-visits/", api.SiteVisitList.as_view(), name="site-visits"),
    path("points/sites-today/", today.SitesToday.as_view(), name="sites-today"),
    path("points/reports/", api.ReportList.as_view(), name="reports"),
    path("points/reports/<str:code>/", api.ReportDetail.as_view(), name="report"),
    path("points/reports/<str:code>/decision/", api.ReportDecision.as_view(), name="report-decision"),
    path("points/report-reviews/", api.ReportReviewList.as_view(), name="report-reviews"),
    path("points/clean-ups/", api.CleanUpList.as_view(), name="clean-ups"),
    path("points/clean-ups/<str:code>/", api.CleanUpDetail.as_view(), name="clean-up"),
    path("points/manual-awards/", api.ManualAwardList.as_view(), name="manual-awards"),
    path("points/manual-awards/<str:code>/", api.ManualAwardDetail.as_view(), name="manual-award"),
    path("points/manual-awards/<str:code>/decision/", api.ManualAwardDecision.as_view(), name="manual-award-decision"),
]
