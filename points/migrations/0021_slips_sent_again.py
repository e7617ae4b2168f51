import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from points.migrations._sql import drop, script

UNDO = "DROP TRIGGER points_slip_again ON points_slip; " + drop("proname = 'points_guard_slip_again'")


class Migration(migrations.Migration):
    """A slip of which the city took back what it paid can be sent again, as a slip of its own, once."""

    dependencies = [("points", "0019_coupons_are_paid_by_their_use")]

    operations = [
        migrations.AddField(
            "slip",
            "again_of",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sent_again",
                to="points.slip",
            ),
        ),
        migrations.RemoveConstraint("slip", "points_slip_once"),
        migrations.AddConstraint(
            "slip",
            models.UniqueConstraint(
                condition=Q(addition_to=None, again_of=None),
                fields=("till", "written_code", "amount", "noted_at"),
                name="points_slip_once",
            ),
        ),
        migrations.AddConstraint("slip", models.UniqueConstraint(fields=("again_of",), name="points_slip_again_once")),
        script("slips_again", UNDO),
    ]
