import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for the classes of users; bookings 0008 brings the rows over from where they stood."""

    dependencies = [("accounts", "0002_contacts_and_token_hints")]

    operations = [
        migrations.CreateModel(
            name="UserClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("fee_percent", models.PositiveSmallIntegerField(default=100)),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.municipality"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "code"), name="user_class_once_in_its_city"),
                    models.CheckConstraint(
                        condition=models.Q(("fee_percent__range", (0, 100))), name="user_class_pays_a_part_of_the_fee"
                    ),
                ],
            },
        ),
    ]
