from django.db import migrations, models


class Migration(migrations.Migration):
    """A page that sets up a site, a window or a campaign does it once, however often it is sent."""

    dependencies = [
        ("points", "0016_nobody_decides_for_themselves"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="key",
            field=models.CharField(blank=True, editable=False, max_length=90),
        ),
        migrations.AddField(
            model_name="campaign",
            name="request_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="site",
            name="key",
            field=models.CharField(blank=True, editable=False, max_length=90),
        ),
        migrations.AddField(
            model_name="site",
            name="request_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="sitewindow",
            name="key",
            field=models.CharField(blank=True, editable=False, max_length=90),
        ),
        migrations.AddField(
            model_name="sitewindow",
            name="request_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                condition=~models.Q(key=""), fields=("key",), name="points_campaign_once_per_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                condition=~models.Q(key=""), fields=("key",), name="points_site_once_per_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitewindow",
            constraint=models.UniqueConstraint(
                condition=~models.Q(key=""), fields=("site", "key"), name="points_site_window_once_per_page"
            ),
        ),
    ]
