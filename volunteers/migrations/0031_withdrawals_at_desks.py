from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Withdrawals that a desk heard, and at which one: the organiser reads that the person did not say it by a page."""

    dependencies = [
        ("volunteers", "0030_story_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="heardwithdrawal",
            name="at_desk",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="heardwithdrawal",
            name="center_code",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="heardwithdrawal",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RemoveConstraint(model_name="heardwithdrawal", name="heard_withdrawal_has_a_reason"),
        migrations.AddConstraint(
            model_name="heardwithdrawal",
            constraint=models.CheckConstraint(
                condition=Q(("at_desk", True)) | Q(("reason", ""), _negated=True),
                name="heard_withdrawal_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="heardwithdrawal",
            constraint=models.CheckConstraint(
                condition=Q(("at_desk", True)) | Q(("center_code", "")),
                name="heard_withdrawal_center_is_of_a_desk",
            ),
        ),
    ]
