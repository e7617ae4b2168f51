from django.urls import URLPattern, path

from volunteers.api import feedback_reports as city_api
from volunteers.api import thanks as api
from volunteers.views import feedback_reports, thanks

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/thanks/", thanks.shift_thanks, name="shift-thanks"),
    path("assignments/<str:code>/feedback/", thanks.assignment_feedback, name="assignment-feedback"),
    path("feedback/<str:code>/changes/", thanks.feedback_changes, name="feedback-changes"),
    path("feedback/<str:code>/additions/", thanks.feedback_additions, name="feedback-additions"),
    path("feedback/<str:code>/city/", thanks.feedback_city, name="feedback-city"),
    path("feedback/<str:code>/reports/", thanks.feedback_report_new, name="feedback-report-new"),
    path("feedback-reports/", feedback_reports.feedback_reports, name="feedback-reports"),
    path("feedback-reports/<str:code>/", feedback_reports.feedback_report, name="feedback-report"),
    path("improvement-hints/", feedback_reports.improvement_hints, name="improvement-hints"),
]
api_urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/thanks/", api.ShiftThanks.as_view(), name="shift-thanks"),
    path("assignments/<str:code>/feedback/", api.AssignmentFeedback.as_view(), name="assignment-feedback"),
    path("feedback/<str:code>/", api.FeedbackDetail.as_view(), name="feedback"),
    path("feedback/<str:code>/additions/", api.FeedbackAdditions.as_view(), name="feedback-additions"),
    path("feedback/<str:code>/city/", api.FeedbackCity.as_view(), name="feedback-city"),
    path("feedback/<str:code>/reports/", api.FeedbackReports.as_view(), name="feedback-report-new"),
    path("feedback-reports/", city_api.ReportList.as_view(), name="feedback-reports"),
    path("feedback-reports/<str:code>/", city_api.ReportDetail.as_view(), name="feedback-report"),
    path("feedback-reports/<str:code>/decision/", city_api.ReportDecision.as_view(), name="feedback-report-decision"),
    path("improvement-hints/", city_api.ImprovementHints.as_view(), name="improvement-hints"),
]
