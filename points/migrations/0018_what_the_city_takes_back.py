import backend.common.codes
import django.db.models.deletion
import functools
from django.db import migrations, models
from points.migrations._sql import drop, script

UNDO = "DROP TRIGGER points_slipreturn_fits ON points_slipreturn; DROP TRIGGER points_slipreturn_complete ON points_slipreturn;"
NEW = ("points_return_slip", "points_guard_slip_return", "points_guard_slip_return_complete")


class Migration(migrations.Migration):
    """What the city paid for a slip by mistake is taken back by two people, as an adjustment of its own."""

    dependencies = [
        ("points", "0017_sites_and_campaigns_made_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlipReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("sb",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "ほかの職員の確認待ち"),
                            ("returned", "取り戻し済み"),
                            ("refused", "見送り"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by_code", models.CharField(max_length=40)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_code", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "posting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slip_returns",
                        to="points.posting",
                    ),
                ),
                (
                    "slip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="points.slip"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "returned"])),
                        fields=("slip",),
                        name="points_slip_return_once",
                    ),
                    models.UniqueConstraint(
                        fields=("slip", "asked_by_code", "key"), name="points_slip_return_once_per_page"
                    ),
                    models.UniqueConstraint(fields=("posting",), name="points_slip_return_posting_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("asked_by_code", ""), _negated=True)
                        ),
                        name="points_slip_return_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by_code", models.F("asked_by_code")), _negated=True),
                        name="points_slip_return_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None), ("decided_by_code", ""), ("posting", None), ("state", "waiting")
                            ),
                            models.Q(
                                ("posting__isnull", False),
                                ("state", "returned"),
                                ("decided_at__isnull", False),
                                models.Q(("decided_by_code", ""), _negated=True),
                            ),
                            models.Q(
                                ("posting", None),
                                ("state", "refused"),
                                ("decided_at__isnull", False),
                                models.Q(("decided_by_code", ""), _negated=True),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="points_slip_return_ends_in_one_way",
                    ),
                ],
            },
        ),
        script("slip_returns", UNDO + drop(f"proname IN {NEW}")),
    ]
