import backend.common.codes
import django.contrib.postgres.fields
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_city_officials"),
        ("volunteers", "0007_places_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhonePermission",
            fields=[
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="phone_permission",
                        serialize=False,
                        to="volunteers.assignment",
                    ),
                ),
                ("given_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ContactRules",
            fields=[
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="accounts.municipality",
                    ),
                ),
                ("closes_after_days", models.PositiveSmallIntegerField(default=14)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_after_days__lte", 365)), name="contact_closes_within_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=200)),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("q",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("shown_name", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="volunteers.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuestionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=200)),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("qa",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                ("answered_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="volunteers.question"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("week", "1週間前"), ("day", "前日"), ("morning", "当日の朝")], max_length=7
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="volunteers.assignment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("t",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threads", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="volunteers.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("m",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("person", "参加する方"), ("organiser", "団体の担当者")], max_length=9),
                ),
                ("text", models.TextField()),
                ("is_masked", models.BooleanField(default=False)),
                (
                    "way",
                    models.CharField(choices=[("page", "ページ"), ("mail", "メール")], default="page", max_length=4),
                ),
                ("mail_id", models.CharField(blank=True, max_length=64)),
                ("sent_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="volunteers.thread"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("an",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "to",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None),
                ),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("reached", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=40)),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="accounts.district",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="volunteers.request",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="volunteers.shift",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("made_by", "key"), name="announcement_once_per_page"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("district__isnull", True), ("request__isnull", False)),
                            models.Q(("district__isnull", False), ("request__isnull", True), ("shift__isnull", True)),
                            _connector="OR",
                        ),
                        name="announcement_is_about_one_thing",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["request", "-asked_at"], name="question_of_request"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at__isnull", True), ("hidden_by__isnull", True), ("hidden_reason", "")),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__isnull", False),
                        models.Q(("hidden_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_hidden_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at__isnull", True), ("hidden_by__isnull", True), ("hidden_reason", "")),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__isnull", False),
                        models.Q(("hidden_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_answer_hidden_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("assignment", "kind", "starts_at"), name="reminder_once_per_time"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["person", "-last_at"], name="thread_of_person"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(fields=("request", "person"), name="thread_once_per_person"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mail_id", ""), _negated=True),
                fields=("thread", "mail_id"),
                name="message_once_per_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "mail"), models.Q(("mail_id", ""), _negated=True)),
                    models.Q(("mail_id", ""), ("way", "page")),
                    _connector="OR",
                ),
                name="message_by_mail_has_its_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["person", "organiser"])), name="message_side_is_known"
            ),
        ),
    ]
