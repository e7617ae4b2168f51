from django.urls import URLPattern

app_name = "notices"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
