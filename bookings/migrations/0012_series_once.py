import functools

from django.conf import settings
from django.db import migrations, models

import backend.common.codes


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0014_groups_wait_once"),
        ("accounts", "0003_user_classes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="submission",
            field=models.CharField(
                default=functools.partial(backend.common.codes.new, "f"), editable=False, max_length=16
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["group", "last"], name="series_of_group"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("group", "submission"), name="series_once_per_submission"),
        ),
    ]
