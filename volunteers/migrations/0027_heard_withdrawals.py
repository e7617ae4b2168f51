from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Withdrawals that organisers hear of, and the guardian's consent at the door and after another date of birth."""

    dependencies = [
        ("volunteers", "0026_party_minors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeardWithdrawal",
            fields=[
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="heard_withdrawal",
                        serialize=False,
                        to="volunteers.assignment",
                    ),
                ),
                (
                    "said_by",
                    models.CharField(
                        choices=[("self", "ご本人"), ("family", "ご家族"), ("other", "そのほかの方（ことづて）")],
                        max_length=6,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said_by__in", ["self", "family", "other"])),
                        name="heard_withdrawal_said_by_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="heard_withdrawal_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (SQL / "heard_and_age_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_heard_and_age_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
