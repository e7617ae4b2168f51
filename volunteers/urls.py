from django.urls import URLPattern

app_name = "volunteers"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
