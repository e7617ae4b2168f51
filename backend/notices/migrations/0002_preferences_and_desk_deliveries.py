import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_city_officials"),
        ("notices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_mail", models.BooleanField(default=True)),
                (
                    "by_desk",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "窓口からの手紙や電話はいりません"),
                            ("letter", "窓口から手紙で"),
                            ("phone", "窓口から電話で"),
                        ],
                        max_length=6,
                    ),
                ),
                ("quiet_from", models.TimeField(default=datetime.time(21, 0))),
                ("quiet_until", models.TimeField(default=datetime.time(7, 0))),
                ("urgent_passes", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="envelope",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="notice",
            name="is_urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(choices=[("mail", "メール"), ("letter", "手紙"), ("phone", "電話")], max_length=10),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "mail"), ("told_by__isnull", True)),
                    models.Q(("state", "waiting"), ("told_by__isnull", True)),
                    models.Q(models.Q(("channel", "mail"), _negated=True), ("told_by__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_by_desk_told_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_desk__in", ["", "letter", "phone"])), name="preference_by_desk_is_known"
            ),
        ),
    ]
