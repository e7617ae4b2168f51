from django.urls import URLPattern

app_name = "points"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
