from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app of this folder."""

    name = "backend.portal"
    label = "portal"

    def ready(self) -> None:
        """This function will keep rooms and equipment of shifts in step, whatever door a shift is changed by."""
        from backend.portal.actions import PLACES
        from volunteers.actions import companions

        companions.use(PLACES)
