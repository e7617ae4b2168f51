from pathlib import Path

import django.contrib.postgres.constraints
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0005_requests_window_need"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_once_per_shift",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_never_two_at_one_time",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_ended_has_a_time",
        ),
        migrations.AddField(
            model_name="assignment",
            name="answer_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="places",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="state",
            field=models.CharField(
                choices=[
                    ("invited", "お誘い"),
                    ("applied", "返事待ち"),
                    ("waiting", "空き待ち"),
                    ("offered", "空きのご案内中"),
                    ("held", "保護者の同意待ち"),
                    ("confirmed", "参加決定"),
                    ("withdrawn", "辞退"),
                    ("declined", "見送り"),
                    ("lapsed", "期限切れ"),
                    ("called_off", "中止"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state__in", ["offered", "held", "confirmed"])),
                fields=["shift", "places"],
                name="assignment_placed",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state__in", ["offered", "held"])), fields=["answer_due_at"], name="assignment_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "invited",
                            "applied",
                            "waiting",
                            "offered",
                            "held",
                            "confirmed",
                            "withdrawn",
                            "declined",
                            "lapsed",
                            "called_off",
                        ],
                    )
                ),
                name="assignment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["invited", "applied", "waiting", "offered", "held", "confirmed"])),
                fields=("shift", "person"),
                name="assignment_once_per_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ["offered", "held", "confirmed"])),
                expressions=[("person", "="), ("during", "&&")],
                name="assignment_never_two_at_one_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(condition=models.Q(("places__gte", 1)), name="assignment_fills_a_place"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer_due_at__isnull", False), ("state__in", ["offered", "held"])),
                    models.Q(
                        models.Q(("state__in", ["offered", "held"]), _negated=True), ("answer_due_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="assignment_kept_until_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False), ("state__in", ["withdrawn", "declined", "lapsed", "called_off"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["withdrawn", "declined", "lapsed", "called_off"]), _negated=True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assignment_ended_has_a_time",
            ),
        ),
        migrations.RunSQL(
            (SQL / "places_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_places_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
