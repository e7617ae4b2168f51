from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0004_requests_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="window",
            name="window_that_ends_needs_some_hours",
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last__isnull", True), ("minutes_needed__isnull", True)),
                    models.Q(("last__isnull", False), ("minutes_needed__gte", 1), ("minutes_needed__isnull", False)),
                    _connector="OR",
                ),
                name="window_that_ends_needs_some_hours",
            ),
        ),
    ]
