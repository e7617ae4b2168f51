from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """The app of this folder."""

    name = "bookings"
    label = "bookings"
