from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """The app of this folder."""

    name = "volunteers"
    label = "volunteers"
