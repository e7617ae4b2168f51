from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """The app of this folder."""

    name = "bookings"
    label = "bookings"

    def ready(self) -> None:
        """This function will offer the names and cities of the centers to the layers below."""
        from backend.common import directory
        from bookings.queries import centers

        directory.use(centers.center_names)
        directory.use_cities(centers.center_cities)
