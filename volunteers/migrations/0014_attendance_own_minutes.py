from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A comparison with minutes that nobody proposed is neither true nor false, and a CHECK lets that pass."""

    dependencies = [("volunteers", "0013_minors_event_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="attendance", name="attendance_correction_has_a_reason"),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                name="attendance_correction_has_a_reason",
                condition=Q(approved_minutes__isnull=True)
                | Q(approved_minutes=F("proposed_minutes"))
                | Q(own_minutes__isnull=False, approved_minutes=F("own_minutes"))
                | ~Q(correction=""),
            ),
        ),
    ]
