import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from points.migrations._sql import drop, only, script

NEW = "proname IN ('points_not_eligible', 'points_note_cut', 'points_guard_cut')"
UNDO = only("shorter_ways", "points_award") + only("giving", "points_restrict") + drop(NEW)


class Migration(migrations.Migration):
    """Who is refused hears whom a rule is for, and the limit that cut an award is noted as it does."""

    dependencies = [("points", "0025_expiry_goes_along_the_ids")]

    operations = [
        migrations.CreateModel(
            name="Cut",
            fields=[
                (
                    "posting",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="cut",
                        serialize=False,
                        to="points.posting",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=12)),
                ("span", models.CharField(blank=True, max_length=12)),
                ("most", models.IntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(subject="", span="", most=None)
                        | Q(
                            subject__in=["person", "household", "site", "rule"],
                            span__in=["day", "week", "month", "fiscal_year"],
                            most__isnull=False,
                        ),
                        name="points_cut_by_a_cap_or_a_budget",
                    )
                ],
            },
        ),
        script("limits_said", UNDO),
    ]
