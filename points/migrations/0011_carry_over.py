import backend.common.codes
import django.contrib.postgres.fields
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models

from points.migrations._sql import drop, only, script

NEW = (
    "proname IN ('points_falls_under', 'points_is_carried', 'points_carry_over_reach', 'points_carry_over',"
    " 'points_guard_lot_extension', 'points_guard_lot_extension_complete', 'points_return_expired', 'points_return_to_campaign')"
)
BEFORE = (
    only("guards", "points_guard_lot_change", "points_guard_lot_opening", "points_guard_lot_use")
    + only("functions", "points_copy_lots", "points_expire", "points_expire_account")
    + only("earning_guards", "points_restrict")
)


class Migration(migrations.Migration):
    """Points are carried over by decree, expired ones can go back to their campaign, and copied lots know their origin."""

    dependencies = [
        ("points", "0010_awards_by_more_ways"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="returns_expired",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="lot",
            name="origin",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="points.lot",
            ),
        ),
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("co",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(default="home", max_length=12)),
                ("document", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("until", models.DateField()),
                (
                    "owners",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), null=True, size=None
                    ),
                ),
                ("of_whom", models.CharField(blank=True, max_length=120)),
                ("key", models.CharField(max_length=40)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExpiryWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_code", models.CharField(max_length=40)),
                ("scope", models.CharField(max_length=12)),
                ("expires_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner_code", "expires_on", "days", "scope"), name="points_expiry_warning_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LotExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField()),
                ("to_date", models.DateField()),
                ("amount", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "carry_over",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="points.carryover",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="points.lot",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="carryover",
            index=models.Index(fields=["scope", "last"], name="points_carry_over_in_force"),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="points_carry_over_dates_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("last"))), name="points_carry_over_only_lengthens"
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("document", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                name="points_carry_over_says_why_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("of_whom", ""), ("owners__isnull", True)),
                    models.Q(("owners__len__gte", 1), models.Q(("of_whom", ""), _negated=True)),
                    _connector="OR",
                ),
                name="points_carry_over_for_all_or_for_some",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.UniqueConstraint(fields=("scope", "document"), name="points_carry_over_document_once"),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.UniqueConstraint(fields=("key",), name="points_carry_over_once_per_page"),
        ),
        migrations.AddConstraint(
            model_name="lotextension",
            constraint=models.UniqueConstraint(fields=("carry_over", "lot"), name="points_lot_extension_once"),
        ),
        migrations.AddConstraint(
            model_name="lotextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_date__gt", models.F("from_date"))), name="points_lot_extension_lengthens"
            ),
        ),
        script("carry_over", BEFORE + drop(NEW)),
    ]
