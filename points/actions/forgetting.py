"""What nobody needs any more is deleted."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef

from points import models, rules

BATCH = 5000


def forget_payment_codes(*, now: datetime) -> int:
    """This function will delete codes that were shown on a screen and paid nothing, and count them.

    They are kept while a shop may still send a slip on which one of them was noted.
    """
    longest = models.ShopContract.objects.aggregate(days=Max("slip_days"))["days"] or 0
    over = now - timedelta(days=max(longest, rules.tills.CODES_KEPT_DAYS))
    on_a_slip = models.Slip.objects.filter(written_code=OuterRef("short_code"))
    paid = models.Payment.objects.filter(payment_code=OuterRef("pk"))
    idle = models.PaymentCode.objects.filter(~Exists(on_a_slip), ~Exists(paid), booklet=None, expires_at__lt=over)
    total = 0
    while found := list(idle.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        total += models.PaymentCode.objects.filter(pk__in=found).delete()[0]
    return total
