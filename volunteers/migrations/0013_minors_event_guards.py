from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0012_attendance_stays_events")]

    operations = [
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["activity", "event"])), name="request_purpose_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose", "activity"), ("kind", "fixed"), _connector="OR"),
                name="request_event_has_set_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("party_limit", 1), ("purpose", "activity")),
                    models.Q(("party_limit__gte", 1), ("party_limit__lte", 20), ("purpose", "event")),
                    _connector="OR",
                ),
                name="request_party_comes_to_an_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee_note", ""), ("purpose", "event"), _connector="OR"),
                name="request_fee_is_of_an_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at__isnull", True),
                    ("closes_at__isnull", True),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="request_closes_after_it_opens",
            ),
        ),
    ]
