from django.urls import URLPattern, path

from backend.notices import api, views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/readings/", views.notice_readings, name="notice-readings"),
    path("notices/<str:code>/", views.notice, name="notice"),
    path("mailbox/", views.mailbox, name="mailbox"),
]
api_urlpatterns: list[URLPattern] = [
    path("notices/", api.NoticeList.as_view(), name="notices"),
    path("notices/<str:code>/reading/", api.NoticeReading.as_view(), name="notice-reading"),
]
