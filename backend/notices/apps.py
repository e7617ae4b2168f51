from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The app of this folder."""

    name = "backend.notices"
    label = "notices"
