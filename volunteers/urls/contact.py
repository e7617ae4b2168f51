from django.urls import URLPattern, path

from volunteers.api import contact as api
from volunteers.views import announcements, phones, questions, threads

urlpatterns: list[URLPattern] = [
    path("requests/<str:code>/questions/new/", questions.question_new, name="question-new"),
    path("questions/<str:code>/answers/", questions.question_answers, name="question-answers"),
    path("questions/<str:code>/hiding/", questions.question_hiding, name="question-hiding"),
    path("question-answers/<str:code>/hiding/", questions.answer_hiding, name="answer-hiding"),
    path("threads/", threads.threads, name="threads"),
    path("threads/<str:code>/", threads.thread_detail, name="thread-detail"),
    path("assignments/<str:code>/messages/", threads.assignment_messages, name="assignment-messages"),
    path("assignments/<str:code>/phone/", phones.assignment_phone, name="assignment-phone"),
    path("assignments/<str:code>/phone-permission/", phones.phone_permission, name="phone-permission"),
    path("requests/<str:code>/announcements/new/", announcements.announcement_new, name="announcement-new"),
    path("city-announcements/new/", announcements.city_announcement_new, name="city-announcement-new"),
]
api_urlpatterns: list[URLPattern] = [
    path("requests/<str:code>/questions/", api.QuestionList.as_view(), name="questions"),
    path("questions/<str:code>/answers/", api.QuestionAnswers.as_view(), name="question-answers"),
    path("questions/<str:code>/hiding/", api.QuestionHiding.as_view(), name="question-hiding"),
    path("question-answers/<str:code>/hiding/", api.AnswerHiding.as_view(), name="answer-hiding"),
    path("threads/", api.ThreadList.as_view(), name="threads"),
    path("threads/<str:code>/", api.ThreadDetail.as_view(), name="thread"),
    path("threads/<str:code>/messages/", api.ThreadMessages.as_view(), name="thread-messages"),
    path("assignments/<str:code>/messages/", api.AssignmentMessages.as_view(), name="assignment-messages"),
    path("assignments/<str:code>/day-contact/", api.DayContact.as_view(), name="day-contact"),
    path("assignments/<str:code>/phone/", api.AssignmentPhone.as_view(), name="assignment-phone"),
    path("assignments/<str:code>/phone-permission/", api.PhonePermission.as_view(), name="phone-permission"),
    path("requests/<str:code>/announcements/", api.Announcements.as_view(), name="announcements"),
    path("districts/<slug:code>/announcements/", api.CityAnnouncements.as_view(), name="city-announcements"),
]
