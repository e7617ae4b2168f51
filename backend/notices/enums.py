from django.db.models import TextChoices


class Channel(TextChoices):
    """How a notice reaches a person."""

    MAIL = "mail", "メール"


class DeliveryState(TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    FAILED = "failed", "送信できず"
