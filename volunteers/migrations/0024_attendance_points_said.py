from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0023_untold_age"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="points_said",
            field=models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="attendance", name="attendance_points_only_when_approved"),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=Q(("approved_at__isnull", False))
                | Q(("points", 0), ("points_said", ""), ("posting_code", "")),
                name="attendance_points_only_when_approved",
            ),
        ),
    ]
