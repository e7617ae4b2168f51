from django.db import migrations, models
from django.db.models import Q

from points.migrations._sql import only, script

HELD = "UPDATE points_perk SET captured = 'on_handover' WHERE kind = 'room_coupon'"
PAID = "UPDATE points_perk SET captured = 'on_order' WHERE kind = 'room_coupon'"


class Migration(migrations.Migration):
    """The points of a room coupon are held on order and taken by its use; what was paid before stays paid."""

    dependencies = [("points", "0018_what_the_city_takes_back")]

    operations = [
        migrations.RemoveConstraint("perk", "points_perk_captured_in_time"),
        migrations.RunSQL(HELD, PAID),
        migrations.AddConstraint(
            "perk",
            models.CheckConstraint(
                name="points_perk_captured_in_time",
                condition=Q(captured="on_order") & ~Q(kind__in=["copies", "room_coupon"])
                | Q(captured="on_handover") & ~Q(kind="support"),
            ),
        ),
        script("coupon_holds", only("own_hands", "points_guard_hold_reaches_its_shop")),
    ]
