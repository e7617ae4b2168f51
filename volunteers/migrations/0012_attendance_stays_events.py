from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0011_thanks_feedback_stories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corrected", "時間の訂正"),
                            ("approved", "認定"),
                            ("withdrawn", "認定の取り消し"),
                            ("voided", "受付の取り消し"),
                        ],
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("before", models.CharField(max_length=200)),
                ("after", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="AttendanceEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("kind", models.CharField(choices=[("check_in", "受付"), ("check_out", "退出")], max_length=9)),
                ("counted", models.BooleanField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("qr", "会場の二次元コード"),
                            ("card", "本人の受付カード"),
                            ("code", "番号の入力"),
                            ("name", "名簿"),
                        ],
                        max_length=4,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("offline", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="NoShow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("objection", models.CharField(blank=True, max_length=200)),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="attendance",
            name="attendance_method_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="attendance",
            name="attendance_minutes_within_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="attendance",
            name="attendance_correction_has_a_reason",
        ),
        migrations.AddField(
            model_name="attendance",
            name="break_minutes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="attendance",
            name="own_minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="attendance",
            name="own_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="attendance",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="method",
            field=models.CharField(
                choices=[
                    ("qr", "会場の二次元コード"),
                    ("card", "本人の受付カード"),
                    ("code", "番号の入力"),
                    ("name", "名簿"),
                ],
                max_length=4,
            ),
        ),
        migrations.AddIndex(
            model_name="attendance",
            index=models.Index(
                condition=models.Q(("approved_at__isnull", True), ("voided_at__isnull", True)),
                fields=["assignment"],
                name="attendance_awaiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["qr", "card", "code", "name"])), name="attendance_method_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("break_minutes__lte", 1440),
                    ("proposed_minutes__gte", 1),
                    ("proposed_minutes__lte", 1440),
                    models.Q(
                        ("own_minutes__isnull", True),
                        models.Q(("own_minutes__gte", 1), ("own_minutes__lte", 1440)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("approved_minutes__isnull", True),
                        models.Q(("approved_minutes__gte", 1), ("approved_minutes__lte", 1440)),
                        _connector="OR",
                    ),
                ),
                name="attendance_minutes_within_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_minutes__isnull", True),
                    ("approved_minutes", models.F("proposed_minutes")),
                    ("approved_minutes", models.F("own_minutes")),
                    models.Q(("correction", ""), _negated=True),
                    _connector="OR",
                ),
                name="attendance_correction_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("voided_at__isnull", True), ("approved_at__isnull", True), _connector="OR"),
                name="attendance_approved_is_not_crossed_out",
            ),
        ),
        migrations.AddField(
            model_name="attendancechange",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="volunteers.attendance"
            ),
        ),
        migrations.AddField(
            model_name="attendancechange",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="volunteers.attendance"
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noshow",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="no_shows", to="volunteers.assignment"
            ),
        ),
        migrations.AddField(
            model_name="noshow",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noshow",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="volunteers.attendance"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["corrected", "approved", "withdrawn", "voided"])),
                name="attendance_change_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "approved"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="attendance_change_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendanceevent",
            constraint=models.UniqueConstraint(fields=("client_id",), name="attendance_event_once"),
        ),
        migrations.AddConstraint(
            model_name="attendanceevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["check_in", "check_out"])), name="attendance_event_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="noshow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("assignment",), name="no_show_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="noshow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undo_reason", ""), ("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undo_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="no_show_undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="noshow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("objected_at__isnull", True), ("objection", "")),
                    models.Q(("objected_at__isnull", False), models.Q(("objection", ""), _negated=True)),
                    _connector="OR",
                ),
                name="no_show_objection_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="stay_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("attendance", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="stay_never_two_at_one_time",
            ),
        ),
        migrations.RunSQL(
            (SQL / "attendance_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_attendance_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
