from django.db import migrations, models
from django.db.models import Q

from points.migrations._sql import drop, script

TRIGGERS = (
    ("points_householdmember_size", "points_householdmember"),
    ("points_refund_in_time", "points_refund"),
    ("points_payment_counted", "points_payment"),
)
NEW = (
    "points_most_of_a_household",
    "points_guard_household_size",
    "points_guard_refund_time",
    "points_guard_payment_counted",
)
UNDO = "; ".join(f"DROP TRIGGER {trigger} ON {table}" for trigger, table in TRIGGERS)


class Migration(migrations.Migration):
    """How many live together, how long a shop gives back and how often somebody pays on a day hold for whoever writes."""

    dependencies = [("points", "0021_slips_sent_again")]

    operations = [
        migrations.AddIndex(
            "payment", models.Index(fields=["person_code", "day"], name="points_payment_of_person_day")
        ),
        migrations.AddConstraint(
            "payerday",
            models.CheckConstraint(
                condition=Q(most_payments__lte=20, most_places__lte=8), name="points_payer_day_limit_is_kept"
            ),
        ),
        script("kept_limits", f"{UNDO}; {drop(f'proname IN {NEW}')}"),
    ]
