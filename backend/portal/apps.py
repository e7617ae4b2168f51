from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app of this folder."""

    name = "backend.portal"
    label = "portal"
