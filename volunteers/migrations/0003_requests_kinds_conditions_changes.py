import backend.common.codes
import django.contrib.postgres.fields
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_history_of_known_groups"),
        ("volunteers", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "返事待ち"), ("stays", "このまま参加"), ("left", "参加をやめた")],
                        max_length=5,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("rr",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("rule", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RequestChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("rc",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("lines", models.JSONField()),
                ("is_important", models.BooleanField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RequestTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("rt",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("sheet", models.JSONField()),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, *("w",), **{}),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("first", models.DateField()),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            choices=[
                                (1, "月曜日"),
                                (2, "火曜日"),
                                (3, "水曜日"),
                                (4, "木曜日"),
                                (5, "金曜日"),
                                (6, "土曜日"),
                                (7, "日曜日"),
                            ]
                        ),
                        size=None,
                    ),
                ),
                ("opens_at", models.TimeField()),
                ("closes_at", models.TimeField()),
                ("shortest_minutes", models.PositiveSmallIntegerField(default=30)),
                ("minutes_needed", models.PositiveIntegerField(blank=True, null=True)),
                ("minutes_taken", models.PositiveIntegerField(default=0)),
                ("capacity", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=120)),
                ("center_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_ended_has_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_published_has_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_closed_has_a_time",
        ),
        migrations.AddField(
            model_name="assignment",
            name="stated",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("guardian", "保護者と一緒に参加します"),
                        ("certificate", "必要な資格・免許を持っています"),
                        ("insurance", "ボランティア活動保険に加入しています（活動の日までに加入します）"),
                        ("gender", "性別の条件にあてはまります"),
                    ],
                    max_length=12,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="age_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="call_off_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="request",
            name="certificate",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="request",
            name="certificate_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="gender",
            field=models.CharField(
                blank=True,
                choices=[("", "性別の条件はありません"), ("women", "女性の方"), ("men", "男性の方")],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="gender_basis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "選んでください"),
                    ("care", "体にふれる介助、着替え、入浴の手助けのため"),
                    ("rooms", "更衣や宿泊で、同じ部屋を使うため"),
                    ("support", "つらい経験をした方の、同性による相談のため"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="gender_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="guardian",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "付き添いはいりません"),
                    ("accompanied", "18歳未満の方は、保護者と一緒に参加してください"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="guardian_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="insurance",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "保険の条件はありません"),
                    ("organisation", "団体が加入します"),
                    ("own", "参加する方が、ボランティア活動保険に加入しておいてください"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="insurance_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fixed", "日時が決まっている"),
                    ("flexible", "期間の中で、都合のよい時間を選んでもらう"),
                    ("open_ended", "期限を決めずに、都合のよい時間を選んでもらう"),
                ],
                default="fixed",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="maximum_age",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="weather_rule",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="request",
            name="widens_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="widens_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("everyone", "どなたでも"),
                    ("district", "地区にお住まいの方"),
                    ("members", "団体の会員"),
                    ("city_employees", "市職員"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="booking_code",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="shift",
            name="call_off_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="shift",
            name="called_off_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="shift",
            name="reserve",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="state",
            field=models.CharField(
                choices=[
                    ("invited", "お誘い"),
                    ("applied", "返事待ち"),
                    ("waiting", "空き待ち"),
                    ("confirmed", "参加決定"),
                    ("withdrawn", "辞退"),
                    ("declined", "見送り"),
                    ("called_off", "中止"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "下書き"),
                    ("in_review", "確認待ち"),
                    ("published", "募集中"),
                    ("refused", "掲載見送り"),
                    ("closed", "募集終了"),
                    ("called_off", "中止"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["invited", "applied", "waiting", "confirmed", "withdrawn", "declined", "called_off"])
                ),
                name="assignment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__contains", ["gender"]), _negated=True), name="assignment_keeps_no_gender"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["withdrawn", "declined", "called_off"])),
                    models.Q(
                        models.Q(("state__in", ["withdrawn", "declined", "called_off"]), _negated=True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assignment_ended_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "in_review", "published", "refused", "closed", "called_off"])
                ),
                name="request_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["published", "closed", "called_off"]), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="request_published_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status__in", ["closed", "called_off"])),
                    models.Q(
                        models.Q(("status__in", ["closed", "called_off"]), _negated=True), ("closed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="request_closed_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fixed", "flexible", "open_ended"])), name="request_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("widens_at__isnull", True), ("widens_to", "")),
                    models.Q(
                        ("widens_at__isnull", False),
                        ("widens_to__in", ["everyone", "district", "members", "city_employees"]),
                    ),
                    _connector="OR",
                ),
                name="request_widens_to_somebody_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("widens_to", ""), models.Q(("widens_to", models.F("audience")), _negated=True), _connector="OR"
                ),
                name="request_widens_to_others",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("widens_to", "district"), _negated=True), ("district__isnull", False), _connector="OR"
                ),
                name="request_widening_to_a_district_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum_age__isnull", True),
                    ("maximum_age__isnull", True),
                    ("maximum_age__gte", models.F("minimum_age")),
                    _connector="OR",
                ),
                name="request_ages_in_order",
            ),
        ),
        # Ages that were asked before a reason was.
        migrations.RunSQL(
            "UPDATE volunteers_request SET age_reason = '以前からの募集の条件です。' "
            "WHERE minimum_age IS NOT NULL AND age_reason = ''",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("maximum_age__isnull", True), ("minimum_age__isnull", True)),
                    models.Q(("age_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="request_age_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("guardian", ""),
                    models.Q(("guardian", "accompanied"), models.Q(("guardian_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="request_guardian_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certificate", ""), models.Q(("certificate_reason", ""), _negated=True), _connector="OR"
                ),
                name="request_certificate_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("insurance", ""),
                    ("insurance", "organisation"),
                    models.Q(("insurance", "own"), models.Q(("insurance_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="request_insurance_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gender", ""),
                    models.Q(
                        ("gender__in", ["women", "men"]),
                        ("gender_basis__in", ["care", "rooms", "support"]),
                        models.Q(("gender_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_gender_is_lawful_and_has_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="changeanswer",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="change_answers", to="volunteers.assignment"
            ),
        ),
        migrations.AddField(
            model_name="recurrence",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recurrence",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="recurrences", to="volunteers.request"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="recurrence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="volunteers.recurrence",
            ),
        ),
        migrations.AddField(
            model_name="requestchange",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requestchange",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="volunteers.request"
            ),
        ),
        migrations.AddField(
            model_name="requestchange",
            name="shift",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="volunteers.shift",
            ),
        ),
        migrations.AddField(
            model_name="changeanswer",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="volunteers.requestchange"
            ),
        ),
        migrations.AddField(
            model_name="requesttemplate",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="request_templates",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="requesttemplate",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="window",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="windows", to="volunteers.request"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="window",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="volunteers.window",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("called_off_at__isnull", True), ("taken", 0), _connector="OR"),
                name="shift_called_off_has_no_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("called_off_at__isnull", True), models.Q(("call_off_reason", ""), _negated=True), _connector="OR"
                ),
                name="shift_called_off_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("called_off_at__isnull", True)),
                fields=("window", "starts_at", "ends_at"),
                name="shift_once_per_picked_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(fields=("recurrence", "starts_at"), name="shift_once_per_recurrence"),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.UniqueConstraint(fields=("request", "key"), name="recurrence_once_per_page"),
        ),
        migrations.AddIndex(
            model_name="requestchange",
            index=models.Index(fields=["request", "-made_at"], name="change_of_request"),
        ),
        migrations.AddConstraint(
            model_name="changeanswer",
            constraint=models.UniqueConstraint(fields=("change", "assignment"), name="change_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="changeanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                    models.Q(("answer__in", ["stays", "left"]), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="change_answer_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="requesttemplate",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="request_template_name_once"),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                name="window_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last__isnull", True), ("minutes_needed__isnull", True)),
                    models.Q(("last__isnull", False), ("minutes_needed__gte", 1)),
                    _connector="OR",
                ),
                name="window_that_ends_needs_some_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minutes_needed__isnull", True),
                    ("minutes_taken__lte", models.F("minutes_needed")),
                    _connector="OR",
                ),
                name="window_minutes_within_need",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="window_closes_after_it_opens"
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekdays__len__gte", 1), ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7])),
                name="window_has_weekdays",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1), ("shortest_minutes__gte", 10)), name="window_takes_somebody"
            ),
        ),
    ]
