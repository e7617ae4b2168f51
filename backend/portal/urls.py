from django.urls import URLPattern, path

from backend.portal import views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("desk/", views.desk, name="desk"),
    path("requests/with-room/", views.request_with_room, name="request-with-room"),
    path("shifts/<str:code>/room/", views.shift_room, name="shift-room"),
    path("requests/<str:code>/recurrence/", views.request_recurrence, name="request-recurrence"),
    path("help/", views.help_index, name="help-index"),
    path("help/<slug:topic>/", views.help_topic, name="help-topic"),
    path("about/", views.about, name="about"),
    path("about/<slug:topic>/", views.about_topic, name="about-topic"),
]
api_urlpatterns: list[URLPattern] = []
