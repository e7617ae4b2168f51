import django.contrib.postgres.fields.ranges
from django.db import migrations, models

COPY = """
UPDATE volunteers_consent SET shift_during = shift.during FROM volunteers_shift AS shift WHERE shift.id = shift_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0018_party_presence_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_answered_by_somebody",
        ),
        migrations.AddField(
            model_name="consent",
            name="shift_during",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True),
        ),
        # What was agreed to until now was agreed to for the time that the shift has now.
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="consent",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "返事待ち"),
                    ("replaced", "お願いし直し"),
                    ("given", "同意あり"),
                    ("refused", "同意なし"),
                    ("withdrawn", "同意の取りやめ"),
                    ("outdated", "日時が変わる前の同意"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "replaced", "given", "refused", "withdrawn", "outdated"])),
                name="consent_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shift__isnull", True), ("shift_during__isnull", True)),
                    models.Q(("shift__isnull", False), ("shift_during__isnull", False)),
                    _connector="OR",
                ),
                name="consent_to_a_shift_names_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("state__in", ["given", "refused", "withdrawn", "outdated"]),
                        models.Q(("guardian_name", ""), _negated=True),
                        models.Q(("relation", ""), _negated=True),
                    ),
                    models.Q(
                        ("answered_at__isnull", True),
                        ("guardian_name", ""),
                        ("relation", ""),
                        ("state__in", ["asked", "replaced"]),
                    ),
                    _connector="OR",
                ),
                name="consent_answered_by_somebody",
            ),
        ),
    ]
