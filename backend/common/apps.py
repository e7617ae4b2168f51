from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The app of this folder."""

    name = "backend.common"
    label = "common"
