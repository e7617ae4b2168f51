from pathlib import Path

import backend.common.codes
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """People of a party with a place of their own; the same question of one person stands once."""

    dependencies = [
        ("volunteers", "0027_heard_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL((SQL / "question_once.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.CreateModel(
            name="PartyMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("pm",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "返事待ち"),
                            ("agreed", "参加します"),
                            ("declined", "参加しません"),
                            ("dropped", "取り下げ"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("named_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hidden_at__isnull", True)),
                fields=("request", "person", "text"),
                name="question_once",
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="named_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="volunteers.party"
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="place",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="party_member",
                to="volunteers.assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "agreed", "declined", "dropped"])),
                name="party_member_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "asked")),
                    models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="party_member_answered_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place__isnull", False), ("state", "agreed")),
                    models.Q(models.Q(("state", "agreed"), _negated=True), ("place__isnull", True)),
                    _connector="OR",
                ),
                name="party_member_agreed_has_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "agreed"])),
                fields=("party", "person"),
                name="party_member_once",
            ),
        ),
        migrations.RunSQL(
            (SQL / "party_member_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_party_member_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
