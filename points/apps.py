from django.apps import AppConfig


class PointsConfig(AppConfig):
    """The ledger of points, the rules by which they are earned, and what they buy."""

    name = "points"
    label = "points"
