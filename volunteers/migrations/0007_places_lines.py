from django.db import migrations, models


class Migration(migrations.Migration):
    """How a request asks its waiting list, until when an invitation is open, and who comes at short notice."""

    dependencies = [("volunteers", "0006_places_states")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="invitation_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="invites_next",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="assignment",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="reserve_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="short_notice",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="request",
            name="answer_hours",
            field=models.PositiveSmallIntegerField(default=24),
        ),
        migrations.AddField(
            model_name="request",
            name="confirms_late",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="request",
            name="cutoff_hours",
            field=models.PositiveSmallIntegerField(default=12),
        ),
        migrations.AddField(
            model_name="request",
            name="line_order",
            field=models.CharField(
                choices=[
                    ("arrival", "並んだ順"),
                    ("fewer", "活動する月に、参加が決まっている活動が少ない方から（同じときは並んだ順）"),
                    ("members", "団体の会員から（そのあと、ほかの方を並んだ順に）"),
                    ("district", "募集の地区にお住まいの方から（そのあと、ほかの方を並んだ順に）"),
                ],
                default="arrival",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "invited")), fields=["invitation_due_at"], name="assignment_invitation_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "offered"), _negated=True), ("asked_at__isnull", False), _connector="OR"
                ),
                name="assignment_offered_since_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invitation_due_at__isnull", True),
                    ("invitation_due_at__gt", models.F("invited_at")),
                    _connector="OR",
                ),
                name="assignment_invitation_ends_after_it_was_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("line_order__in", ["arrival", "fewer", "members", "district"])),
                name="request_line_order_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line_order", "district"), _negated=True), ("district__isnull", False), _connector="OR"
                ),
                name="request_line_order_by_district_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_hours__gte", 1),
                    ("answer_hours__lte", 336),
                    ("cutoff_hours__gte", 0),
                    ("cutoff_hours__lte", 336),
                ),
                name="request_answer_times_within_two_weeks",
            ),
        ),
    ]
