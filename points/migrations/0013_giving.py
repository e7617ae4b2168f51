import backend.common.codes
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Giving to a person or a community: terms, limits, notes of thanks, addresses and blocks."""

    dependencies = [
        ("points", "0012_perks_of_every_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunityUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("cu",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("community_code", models.CharField(max_length=40)),
                ("center_code", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=120)),
                ("amount", models.PositiveIntegerField()),
                ("posting_code", models.CharField(max_length=16, unique=True)),
                ("used_by_code", models.CharField(max_length=40)),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["community_code", "-used_at"], name="points_community_use_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            models.Q(("purpose", ""), _negated=True),
                            models.Q(("center_code", ""), _negated=True),
                        ),
                        name="points_community_use_says_what",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("scope", models.CharField(max_length=12)),
                ("giver_code", models.CharField(max_length=40)),
                (
                    "taker_kind",
                    models.CharField(
                        choices=[
                            ("person", "個人"),
                            ("community", "地域団体"),
                            ("shop", "お店"),
                            ("center", "交流センター"),
                            ("issuer", "発行元"),
                            ("expired", "失効"),
                            ("redeemed", "利用済み"),
                            ("adjustment", "調整"),
                        ],
                        max_length=10,
                    ),
                ),
                ("taker_code", models.CharField(max_length=40)),
                ("amount", models.IntegerField()),
                ("given_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("return_until", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("returned_by_code", models.CharField(blank=True, max_length=40)),
                (
                    "posting",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gift",
                        to="points.posting",
                    ),
                ),
                (
                    "return_posting",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned_gift",
                        to="points.posting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GiftAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "word",
                    models.CharField(
                        default=functools.partial(backend.common.codes.random_part, *(10,), **{}),
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "owner_kind",
                    models.CharField(
                        choices=[
                            ("person", "個人"),
                            ("community", "地域団体"),
                            ("shop", "お店"),
                            ("center", "交流センター"),
                            ("issuer", "発行元"),
                            ("expired", "失効"),
                            ("redeemed", "利用済み"),
                            ("adjustment", "調整"),
                        ],
                        max_length=10,
                    ),
                ),
                ("owner_code", models.CharField(max_length=40)),
                (
                    "name_form",
                    models.CharField(
                        choices=[("family", "名字だけ"), ("nickname", "呼び名"), ("whole", "団体の名前")], max_length=10
                    ),
                ),
                ("nickname", models.CharField(blank=True, max_length=20)),
                ("agreed_by_code", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_code", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("owner_code",),
                        name="points_gift_address_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at__isnull", False), ("owner_kind", "person")),
                            models.Q(("expires_at__isnull", True), ("owner_kind", "community")),
                            _connector="OR",
                        ),
                        name="points_gift_address_of_a_person_or_community",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_code", models.CharField(max_length=40)),
                ("giver_code", models.CharField(max_length=40)),
                ("blocked_by_code", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("owner_code", "giver_code"),
                        name="points_gift_block_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owner_code", models.F("giver_code")), _negated=True),
                        name="points_gift_block_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=12)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("giver", "あなたがあげる分"),
                            ("person", "相手の方が受け取る分"),
                            ("community", "相手の団体が受け取る分"),
                            ("pair", "同じ相手へあげる分"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(max_length=90)),
                (
                    "span",
                    models.CharField(
                        choices=[("day", "1日"), ("week", "1週間"), ("month", "1か月"), ("fiscal_year", "1年度")],
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("used", models.IntegerField()),
                ("most", models.IntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "side", "span", "starts_on", "scope"), name="points_gift_counter_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="points_gift_counter_is_no_debt"),
                    models.CheckConstraint(
                        condition=models.Q(("most__isnull", True), ("used__lte", models.F("most")), _connector="OR"),
                        name="points_gift_limit_is_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("giver", "添えられた言葉"), ("taker", "お返事")], max_length=10)),
                ("text", models.CharField(max_length=400)),
                ("is_masked", models.BooleanField(default=False)),
                ("written_by_code", models.CharField(max_length=40)),
                ("written_at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(null=True)),
                ("hidden_by_code", models.CharField(blank=True, max_length=40)),
                ("hidden_reason", models.CharField(blank=True, max_length=200)),
                (
                    "gift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="points.gift"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GiftNoteReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("gr",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("reported_by_code", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=200)),
                ("reported_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("hidden", "見えないようにした"), ("kept", "そのままにした")],
                        max_length=10,
                    ),
                ),
                ("decided_by_code", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="points.giftnote"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GiftTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(default="home", max_length=12)),
                ("starts_on", models.DateField()),
                ("per_gift", models.PositiveIntegerField()),
                ("minor_per_gift", models.PositiveIntegerField()),
                ("youngest", models.PositiveSmallIntegerField(default=15)),
                ("return_days", models.PositiveSmallIntegerField()),
                ("giver_day", models.PositiveIntegerField(null=True)),
                ("giver_month", models.PositiveIntegerField(null=True)),
                ("giver_fiscal_year", models.PositiveIntegerField(null=True)),
                ("person_day", models.PositiveIntegerField(null=True)),
                ("person_month", models.PositiveIntegerField(null=True)),
                ("person_fiscal_year", models.PositiveIntegerField(null=True)),
                ("community_day", models.PositiveIntegerField(null=True)),
                ("community_month", models.PositiveIntegerField(null=True)),
                ("community_fiscal_year", models.PositiveIntegerField(null=True)),
                ("pair_day", models.PositiveIntegerField(null=True)),
                ("pair_month", models.PositiveIntegerField(null=True)),
                ("pair_fiscal_year", models.PositiveIntegerField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("provisional", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=40)),
                ("decided_on", models.DateField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(fields=["giver_code", "given_on"], name="points_gift_of_giver"),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(fields=["taker_code", "given_on"], name="points_gift_of_taker"),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("return_posting__isnull", True), ("returned_at__isnull", True)),
                    models.Q(("return_posting__isnull", False), ("returned_at__isnull", False)),
                    _connector="OR",
                ),
                name="points_gift_return_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnote",
            constraint=models.UniqueConstraint(fields=("gift", "side"), name="points_gift_note_once"),
        ),
        migrations.AddConstraint(
            model_name="giftnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="points_gift_note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at__isnull", True), ("hidden_by_code", ""), ("hidden_reason", "")),
                    models.Q(
                        ("hidden_at__isnull", False),
                        models.Q(("hidden_by_code", ""), _negated=True),
                        models.Q(("hidden_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="points_gift_note_hidden_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="giftnotereport",
            index=models.Index(
                condition=models.Q(("outcome", "")), fields=["reported_at", "id"], name="points_gift_report_to_decide"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnotereport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("note", "reported_by_code"), name="points_gift_report_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnotereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="points_gift_report_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnotereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by_code", ""), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="points_gift_report_end_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftnotereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by_code", models.F("reported_by_code")), _negated=True),
                name="points_gift_report_not_decided_by_its_writer",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftterms",
            constraint=models.UniqueConstraint(fields=("key",), name="points_gift_terms_once_per_page"),
        ),
        migrations.AddConstraint(
            model_name="giftterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__gte", models.F("decided_on"))), name="points_gift_terms_begin_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor_per_gift__lte", models.F("per_gift")), ("per_gift__gt", 0)),
                name="points_gift_terms_allow_something",
            ),
        ),
    ]
