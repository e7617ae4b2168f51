from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The app of this folder."""

    name = "backend.notices"
    label = "notices"

    def ready(self) -> None:
        """This function will offer our outbox to the layers below."""
        from backend.common import announcements
        from backend.notices import actions

        announcements.use(actions.send)
