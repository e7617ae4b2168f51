from django.db import migrations

from points.migrations._sql import drop, script


class Migration(migrations.Migration):
    """A voucher ends once, and agrees with its hold and its booking."""

    dependencies = [("points", "0004_perks_and_vouchers")]

    operations = [
        script("voucher_guards", drop(r"proname ~ '^points_(guard|check)_(voucher|coupon)'")),
    ]
