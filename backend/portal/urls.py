from django.urls import URLPattern, path

from backend.portal import views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
]
api_urlpatterns: list[URLPattern] = []
