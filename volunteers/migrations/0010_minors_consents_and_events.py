from pathlib import Path

import backend.common.codes
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0009_offers_skills_limits_parties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("gc",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "during",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("valid_from"), models.F("valid_until"), models.Value("[]"), function="daterange"
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "保護者のメールに送る"),
                            ("paper", "紙に印刷して渡す"),
                            ("desk", "窓口で署名"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "返事待ち"),
                            ("replaced", "お願いし直し"),
                            ("given", "同意あり"),
                            ("refused", "同意なし"),
                            ("withdrawn", "同意の取りやめ"),
                        ],
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("token_digest", models.CharField(blank=True, max_length=64)),
                ("short_digest", models.CharField(blank=True, max_length=64)),
                ("contact", models.EmailField(blank=True, max_length=254)),
                ("contact_digest", models.CharField(blank=True, max_length=64)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mail_due_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("guardian_name", models.CharField(blank=True, max_length=60)),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[("parent", "父または母"), ("guardian", "未成年後見人"), ("other", "そのほかの保護者")],
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("center_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("center_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.AddField(
            model_name="request",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="fee_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="request",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="party_limit",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="request",
            name="purpose",
            field=models.CharField(
                choices=[("activity", "ボランティアの募集"), ("event", "イベントの参加者募集")],
                default="activity",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="field",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="volunteers.field",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="minor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guardian_consents",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="shift",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="volunteers.shift",
            ),
        ),
        migrations.AddField(
            model_name="host",
            name="organisation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="host", to="accounts.organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["minor", "-asked_at"], name="consent_of_minor"),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("contact", ""), _negated=True), fields=["mail_due_at"], name="consent_to_mail"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "replaced", "given", "refused", "withdrawn"])),
                name="consent_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["mail", "paper", "desk"])), name="consent_channel_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("field__isnull", False), ("shift__isnull", True)),
                    models.Q(("field__isnull", True), ("shift__isnull", False)),
                    _connector="OR",
                ),
                name="consent_is_to_a_field_or_a_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("valid_from"))), name="consent_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("state__in", ["given", "refused", "withdrawn"]),
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
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="consent_withdrawn_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact", ""),
                    models.Q(("channel", "mail"), ("mail_due_at__isnull", False), ("state", "asked")),
                    _connector="OR",
                ),
                name="consent_keeps_an_address_only_while_it_is_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel__in", ["mail", "paper"]),
                        ("recorded_by__isnull", True),
                        models.Q(("token_digest", ""), _negated=True),
                    ),
                    models.Q(
                        ("channel", "desk"),
                        ("recorded_by__isnull", False),
                        ("token_digest", ""),
                        models.Q(("state", "asked"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consent_by_link_or_seen_at_a_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_digest", ""), _negated=True),
                fields=("token_digest",),
                name="consent_token_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("short_digest", ""), _negated=True),
                fields=("short_digest",),
                name="consent_short_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("field__isnull", False), ("state", "given")),
                expressions=[("minor", "="), ("field", "="), ("during", "&&")],
                name="consent_lives_once_per_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given")), fields=("minor", "shift"), name="consent_lives_once_per_shift"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("minor", "field"), name="consent_asked_once_per_field"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("minor", "shift"), name="consent_asked_once_per_shift"
            ),
        ),
        migrations.AddConstraint(
            model_name="host",
            constraint=models.UniqueConstraint(fields=("center_code",), name="host_once_per_center"),
        ),
        migrations.RunSQL(
            (SQL / "minors_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_minors_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
