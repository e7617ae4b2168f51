import backend.common.codes
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import functools
from django.db import migrations, models


class Migration(migrations.Migration):
    """Shops and centers take points: codes, payments, refunds, slips and what corrects them, settlements."""

    dependencies = [("points", "0013_giving")]

    operations = [
        migrations.CreateModel(
            name="Booklet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("pb",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(default="home", max_length=12)),
                ("person_code", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=40)),
                ("issued_at", models.DateTimeField()),
                ("issued_by_code", models.CharField(max_length=40)),
                ("valid_until", models.DateField()),
                ("blocked_at", models.DateTimeField(null=True)),
                ("blocked_by_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="PayerDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=12)),
                ("person_code", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("payments", models.PositiveIntegerField()),
                ("places", models.PositiveIntegerField()),
                ("most_payments", models.PositiveIntegerField()),
                ("most_places", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PayerTillDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_code", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("points", models.PositiveIntegerField()),
                ("most", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("py",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(max_length=12)),
                ("person_code", models.CharField(max_length=40)),
                (
                    "way",
                    models.CharField(
                        choices=[("code", "支払いコード"), ("printed", "お店のQRコード"), ("slip", "紙の伝票")],
                        max_length=8,
                    ),
                ),
                ("amount", models.IntegerField()),
                ("refunded", models.IntegerField(default=0)),
                ("key", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("number", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("around", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ("by_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="PaymentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("pc",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(default="home", max_length=12)),
                ("person_code", models.CharField(max_length=40)),
                (
                    "short_code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.random_part, *(8,), **{}), max_length=8
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(null=True)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("rf",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("amount", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("by_city", models.BooleanField()),
                ("by_code", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("se",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(max_length=12)),
                ("month", models.DateField()),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("taken", models.IntegerField()),
                ("refunded", models.IntegerField()),
                ("adjusted", models.IntegerField()),
                ("points", models.IntegerField()),
                ("yen", models.IntegerField()),
                ("closed_at", models.DateTimeField()),
                ("closed_by_code", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="SettlementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.IntegerField()),
                ("yen_per_point", models.DecimalField(decimal_places=2, max_digits=6)),
            ],
        ),
        migrations.CreateModel(
            name="ShopContract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("sc",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("document", models.CharField(max_length=60)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("yen_per_point", models.DecimalField(decimal_places=2, max_digits=6)),
                ("most_per_payment", models.PositiveIntegerField()),
                ("most_per_day", models.PositiveIntegerField()),
                ("most_per_person_day", models.PositiveIntegerField()),
                ("refund_days", models.PositiveSmallIntegerField()),
                ("slip_days", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=40)),
                ("decided_by_code", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("sl",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("written_code", models.CharField(max_length=20)),
                ("amount", models.PositiveIntegerField()),
                ("noted_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        choices=[("form", "画面で入力"), ("file", "CSVファイル"), ("api", "API")], max_length=4
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("sent_by_code", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "受け取り済み"),
                            ("case", "市が確認中"),
                            ("paid", "市が調整して支払い"),
                            ("refused", "お支払いなし"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_code", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("tl",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("scope", models.CharField(default="home", max_length=12)),
                ("place_kind", models.CharField(choices=[("shop", "お店"), ("center", "交流センター")], max_length=10)),
                ("place_code", models.CharField(max_length=40)),
                ("place_name", models.CharField(max_length=80)),
                (
                    "secret",
                    models.CharField(
                        default=functools.partial(backend.common.codes.random_part, *(20,), **{}),
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TillDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("numbers", models.PositiveIntegerField()),
                ("points", models.PositiveIntegerField()),
                ("most", models.PositiveIntegerField()),
            ],
        ),
        migrations.AlterField(
            model_name="posting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("award", "付与"),
                    ("redeem", "利用"),
                    ("give", "あげる"),
                    ("expire", "失効"),
                    ("reverse", "取消"),
                    ("adjust", "調整"),
                    ("refund", "返金"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="booklet",
            index=models.Index(fields=["person_code"], name="points_booklet_of_person"),
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=models.UniqueConstraint(fields=("person_code", "key"), name="points_booklet_once_per_page"),
        ),
        migrations.AddConstraint(
            model_name="payerday",
            constraint=models.UniqueConstraint(fields=("person_code", "day", "scope"), name="points_payer_day_once"),
        ),
        migrations.AddConstraint(
            model_name="payerday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payments__lte", models.F("most_payments")), ("places__lte", models.F("most_places"))
                ),
                name="points_payer_day_is_kept",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="points.posting",
            ),
        ),
        migrations.AddField(
            model_name="paymentcode",
            name="booklet",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="points.booklet"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="payment_code",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="points.paymentcode"
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="points.payment"
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="points.posting",
            ),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlement_lines",
                to="points.posting",
            ),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="points.settlement"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="points.shopcontract"
            ),
        ),
        migrations.AddField(
            model_name="slip",
            name="payment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="slips", to="points.payment"
            ),
        ),
        migrations.AddField(
            model_name="slip",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slips",
                to="points.posting",
            ),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.UniqueConstraint(fields=("scope", "place_kind", "place_code"), name="points_till_once"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(
                condition=models.Q(("place_kind__in", ["shop", "center"]), models.Q(("place_code", ""), _negated=True)),
                name="points_till_place_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="slip",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="slips", to="points.till"
            ),
        ),
        migrations.AddField(
            model_name="shopcontract",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="points.till"
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="points.till"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="points.till"
            ),
        ),
        migrations.AddField(
            model_name="payertillday",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payer_days", to="points.till"
            ),
        ),
        migrations.AddField(
            model_name="tillday",
            name="till",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="days", to="points.till"),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.UniqueConstraint(fields=("short_code",), name="points_payment_code_short_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("booklet", None), ("ended_at", None)),
                fields=("person_code", "scope"),
                name="points_payment_code_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.UniqueConstraint(fields=("booklet", "position"), name="points_payment_code_line_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("issued_at"))), name="points_payment_code_lives"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("booklet", None), ("position", None)),
                    models.Q(("booklet__isnull", False), ("position__isnull", False)),
                    _connector="OR",
                ),
                name="points_payment_code_on_screen_or_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("posting",), name="points_refund_posting_once"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="points_refund_gives_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_city", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="points_refund_by_city_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.UniqueConstraint(fields=("posting",), name="points_settlement_line_once"),
        ),
        migrations.AddIndex(
            model_name="slip",
            index=models.Index(fields=["till", "-sent_at"], name="points_slip_at_till"),
        ),
        migrations.AddIndex(
            model_name="slip",
            index=models.Index(condition=models.Q(("state", "case")), fields=["sent_at"], name="points_slip_case"),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(
                fields=("till", "written_code", "amount", "noted_at"), name="points_slip_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(fields=("payment",), name="points_slip_paid_once"),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(fields=("posting",), name="points_slip_adjusted_once"),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="points_slip_asks_something"),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("payment__isnull", False), ("posting", None), ("state", "taken")),
                    models.Q(
                        ("decided_at", None),
                        ("payment", None),
                        ("posting", None),
                        ("state", "case"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("payment", None),
                        ("posting__isnull", False),
                        ("state", "paid"),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    models.Q(
                        ("payment", None),
                        ("posting", None),
                        ("state", "refused"),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="points_slip_ends_in_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="shopcontract",
            constraint=models.UniqueConstraint(fields=("key",), name="points_shop_contract_once_per_page"),
        ),
        migrations.AddConstraint(
            model_name="shopcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="points_shop_contract_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="shopcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("document", ""), _negated=True), name="points_shop_contract_has_a_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="shopcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_per_day__gte", models.F("most_per_person_day")),
                    ("most_per_payment__gt", 0),
                    ("most_per_person_day__gte", models.F("most_per_payment")),
                    ("yen_per_point__gte", 0),
                ),
                name="points_shop_contract_limits_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="shopcontract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("till", "="),
                    (
                        models.Func(
                            models.F("starts_on"), models.F("ends_on"), models.Value("[]"), function="daterange"
                        ),
                        "&&",
                    ),
                ],
                name="points_shop_contract_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("till", "month"), name="points_settlement_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                fields=("scope", "fiscal_year", "serial"), name="points_settlement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "points",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("taken"), "-", models.F("refunded")
                            ),
                            "+",
                            models.F("adjusted"),
                        ),
                    )
                ),
                name="points_settlement_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="points_settlement_of_a_month"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["person_code", "-at"], name="points_payment_of_person"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["till", "-at"], name="points_payment_at_till"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("scope", "key"), name="points_payment_key_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("payment_code",), name="points_payment_code_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("posting",), name="points_payment_posting_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("till", "day", "number"), name="points_payment_number_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="points_payment_takes_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("refunded__gte", 0), ("refunded__lte", models.F("amount"))),
                name="points_payment_refunds_no_more",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("around__isnull", False), ("number__isnull", False), ("payment_code", None), ("way", "printed")
                    ),
                    models.Q(("number__isnull", False), ("payment_code__isnull", False), ("way", "code")),
                    models.Q(("number", None), ("payment_code__isnull", False), ("way", "slip")),
                    _connector="OR",
                ),
                name="points_payment_way_has_its_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("around__isnull", False)),
                expressions=[("person_code", "="), ("around", "&&"), ("till", "<>")],
                name="points_payment_one_place_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="payertillday",
            constraint=models.UniqueConstraint(
                fields=("person_code", "day", "till"), name="points_payer_till_day_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payertillday",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__lte", models.F("most"))), name="points_payer_till_day_is_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="tillday",
            constraint=models.UniqueConstraint(fields=("till", "day"), name="points_till_day_once"),
        ),
        migrations.AddConstraint(
            model_name="tillday",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__lte", models.F("most"))), name="points_till_day_is_kept"
            ),
        ),
        migrations.AddField(
            model_name="budgetuse",
            name="award",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="points.posting",
            ),
        ),
        migrations.AddIndex(
            model_name="budgetuse",
            index=models.Index(
                condition=models.Q(("award__isnull", False)), fields=["award"], name="points_budget_use_back"
            ),
        ),
        migrations.CreateModel(
            name="SlipCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("sx",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("written_code", models.CharField(max_length=20)),
                ("amount", models.PositiveIntegerField()),
                ("noted_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("center_code", models.CharField(blank=True, max_length=40)),
                ("key", models.CharField(max_length=40)),
                ("by_code", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="points_payment_way_has_its_code",
        ),
        migrations.RemoveConstraint(
            model_name="slip",
            name="points_slip_once",
        ),
        migrations.RemoveConstraint(
            model_name="slip",
            name="points_slip_ends_in_one_way",
        ),
        migrations.AddField(
            model_name="shopcontract",
            name="mails_daily",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="slip",
            name="addition_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="additions", to="points.slip"
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="way",
            field=models.CharField(
                choices=[
                    ("code", "支払いコード"),
                    ("printed", "お店のQRコード"),
                    ("slip", "紙の伝票"),
                    ("addition", "紙の伝票の訂正（追加）"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="slip",
            name="source",
            field=models.CharField(
                choices=[("form", "画面で入力"), ("file", "CSVファイル"), ("api", "API"), ("desk", "訂正")],
                max_length=4,
            ),
        ),
        migrations.AlterField(
            model_name="slip",
            name="state",
            field=models.CharField(
                choices=[
                    ("taken", "受け取り済み"),
                    ("case", "市が確認中"),
                    ("paid", "市が調整して支払い"),
                    ("refused", "お支払いなし"),
                    ("corrected", "訂正済み"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("around__isnull", False), ("number__isnull", False), ("payment_code", None), ("way", "printed")
                    ),
                    models.Q(("number__isnull", False), ("payment_code__isnull", False), ("way", "code")),
                    models.Q(("number", None), ("payment_code__isnull", False), ("way", "slip")),
                    models.Q(("around", None), ("number", None), ("payment_code", None), ("way", "addition")),
                    _connector="OR",
                ),
                name="points_payment_way_has_its_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(
                condition=models.Q(("addition_to", None)),
                fields=("till", "written_code", "amount", "noted_at"),
                name="points_slip_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(fields=("addition_to",), name="points_slip_addition_once"),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("payment__isnull", False), ("posting", None), ("state", "taken")),
                    models.Q(
                        ("decided_at", None),
                        ("payment", None),
                        ("posting", None),
                        ("state", "case"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("payment", None),
                        ("posting__isnull", False),
                        ("state", "paid"),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    models.Q(
                        ("payment", None),
                        ("posting", None),
                        ("state", "refused"),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    models.Q(
                        ("posting", None),
                        ("state", "corrected"),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by_code", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="points_slip_ends_in_one_way",
            ),
        ),
        migrations.AddField(
            model_name="slipcorrection",
            name="made",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrected_by", to="points.slip"
            ),
        ),
        migrations.AddField(
            model_name="slipcorrection",
            name="refund",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="points.refund"
            ),
        ),
        migrations.AddField(
            model_name="slipcorrection",
            name="slip",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="points.slip"
            ),
        ),
        migrations.AddConstraint(
            model_name="slipcorrection",
            constraint=models.UniqueConstraint(fields=("slip", "key"), name="points_slip_correction_once_per_page"),
        ),
        migrations.AddConstraint(
            model_name="slipcorrection",
            constraint=models.UniqueConstraint(fields=("refund",), name="points_slip_correction_refunds_once"),
        ),
        migrations.AddConstraint(
            model_name="slipcorrection",
            constraint=models.UniqueConstraint(fields=("made",), name="points_slip_correction_makes_once"),
        ),
        migrations.AddConstraint(
            model_name="slipcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), models.Q(("reason", ""), _negated=True), models.Q(("by_code", ""), _negated=True)
                ),
                name="points_slip_correction_says_why",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="points_payment_code_once",
        ),
        migrations.AddField(
            model_name="cleanupshare",
            name="said",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="payment",
            name="freed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="perk",
            name="request_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="shopcontract",
            name="request_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="cleanup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "happened_on__lte",
                        models.Func("entered_at", function="points_tokyo_date", output_field=models.DateField()),
                    )
                ),
                name="points_clean_up_not_in_the_future",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("freed_at", None)), fields=("payment_code",), name="points_payment_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("freed_at", None), models.Q(("refunded", models.F("amount")), ("way", "slip")), _connector="OR"
                ),
                name="points_payment_freed_when_given_back",
            ),
        ),
        migrations.RemoveConstraint(model_name="account", name="points_account_held_is_no_debt"),
        migrations.RemoveConstraint(model_name="account", name="points_account_keeps_its_ceiling"),
        migrations.RemoveConstraint(model_name="account", name="points_account_keeps_its_floor"),
        migrations.RemoveConstraint(model_name="lot", name="points_lot_grants_something"),
        migrations.RemoveConstraint(model_name="lot", name="points_lot_held_in_bounds"),
        migrations.RemoveConstraint(model_name="lot", name="points_lot_remaining_in_bounds"),
        migrations.RemoveConstraint(model_name="posting", name="points_posting_amount_is_positive"),
    ]
