from django.db.models import TextChoices


class Channel(TextChoices):
    """How a notice reaches a person."""

    MAIL = "mail", "メール"
    LETTER = "letter", "手紙"
    PHONE = "phone", "電話"


# What a center's desk does with its own hands; nothing of it leaves by itself.
BY_DESK = (Channel.LETTER, Channel.PHONE)


class DeskWay(TextChoices):
    """How a desk tells somebody who reads neither pages nor mails."""

    NONE = "", "窓口からの手紙や電話はいりません"
    LETTER = Channel.LETTER.value, "窓口から手紙で"
    PHONE = Channel.PHONE.value, "窓口から電話で"


class DeliveryState(TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    FAILED = "failed", "送信できず"
