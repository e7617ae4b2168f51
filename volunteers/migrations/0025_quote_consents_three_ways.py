import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0024_attendance_points_said"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="quoteconsent",
            name="center_code",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="contact",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="contact_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="mail_attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="mail_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="mailed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quoteconsent",
            name="mails",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="quoteconsent",
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
            model_name="quoteconsent",
            name="short_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="quoteconsent",
            index=models.Index(
                condition=models.Q(("contact", ""), _negated=True), fields=["mail_due_at"], name="quote_consent_to_mail"
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact", ""),
                    models.Q(
                        ("mail_due_at__isnull", False),
                        ("state", "asked"),
                        models.Q(("contact_digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="quote_consent_keeps_an_address_only_while_it_is_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by__isnull", True), models.Q(("state", "asked"), _negated=True), _connector="OR"
                ),
                name="quote_consent_recorded_was_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("short_digest", ""), _negated=True),
                fields=("short_digest",),
                name="quote_consent_short_code_once",
            ),
        ),
    ]
