from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_papers")]

    operations = [
        migrations.AddConstraint(
            model_name="waitingentry",
            constraint=models.UniqueConstraint(
                fields=["group", "room", "during"],
                condition=Q(state__in=["waiting", "offered"], group__isnull=False),
                name="waiting_once_per_group_and_time",
            ),
        ),
    ]
