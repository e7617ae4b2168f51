from django.urls import URLPattern, path

from backend.notices import api, views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/readings/", views.notice_readings, name="notice-readings"),
    path("notices/<str:code>/", views.notice, name="notice"),
    path("notice-settings/", views.notice_settings, name="notice-settings"),
    path("people/<str:code>/notice-settings/", views.person_notice_settings, name="person-notice-settings"),
    path("desk/notices/", views.desk_notices, name="desk-notices"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/replies/", views.mailbox_replies, name="mailbox-replies"),
]
api_urlpatterns: list[URLPattern] = [
    path("notices/", api.NoticeList.as_view(), name="notices"),
    path("notices/<str:code>/reading/", api.NoticeReading.as_view(), name="notice-reading"),
    path("notice-settings/", api.NoticeSettings.as_view(), name="notice-settings"),
    path("desk/notices/", api.DeskNoticeList.as_view(), name="desk-notices"),
]
