import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import backend.common.codes

# A plan is data with moments in it: whoever reads a center reads what holds now, and no job has to come by.
# The moment of the newest turn or withdrawal is where the plan is cut: what was over by then nobody asks for again.
PLAN = """
CREATE FUNCTION bookings_switch_plan(wanted bigint) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
    WITH known AS (
        SELECT max(greatest(created_at, withdrawn_at)) AS at FROM bookings_centerswitch WHERE center_id = wanted
    ), turns AS (
        SELECT id, switch, value, takes_effect_at,
               lead(takes_effect_at) OVER (PARTITION BY switch ORDER BY takes_effect_at, id) AS until
          FROM bookings_centerswitch WHERE center_id = wanted AND withdrawn_at IS NULL
    )
    SELECT coalesce(jsonb_agg(jsonb_build_array(switch, value, takes_effect_at) ORDER BY takes_effect_at, id), '[]')
      FROM turns, known WHERE turns.until IS NULL OR turns.until > known.at
$$;
CREATE FUNCTION bookings_keep_switch_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.switch_plan := bookings_switch_plan(NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER center_switch_plan_follows BEFORE UPDATE OF switch_plan ON bookings_center
    FOR EACH ROW EXECUTE FUNCTION bookings_keep_switch_plan();
CREATE FUNCTION bookings_tell_center_of_switch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bookings_center SET switch_plan = '[]' WHERE id = NEW.center_id;
    RETURN NULL;
END $$;
CREATE TRIGGER center_switch_reaches_its_center AFTER INSERT OR UPDATE ON bookings_centerswitch
    FOR EACH ROW EXECUTE FUNCTION bookings_tell_center_of_switch();
"""
NO_PLAN = """
DROP TRIGGER center_switch_reaches_its_center ON bookings_centerswitch;
DROP FUNCTION bookings_tell_center_of_switch();
DROP TRIGGER center_switch_plan_follows ON bookings_center;
DROP FUNCTION bookings_keep_switch_plan();
DROP FUNCTION bookings_switch_plan(bigint);
"""
FINAL = """
CREATE FUNCTION bookings_guard_switch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
        AND (NEW.code, NEW.center_id, NEW.switch, NEW.value, NEW.takes_effect_at, NEW.reason, NEW.created_at,
             NEW.created_by_id)
            = (OLD.code, OLD.center_id, OLD.switch, OLD.value, OLD.takes_effect_at, OLD.reason, OLD.created_at,
               OLD.created_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'turns of switches are only ever withdrawn'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'center_switches_are_final';
END $$;
CREATE TRIGGER center_switches_are_final BEFORE UPDATE OR DELETE ON bookings_centerswitch
    FOR EACH ROW EXECUTE FUNCTION bookings_guard_switch();
CREATE TRIGGER center_switches_are_never_emptied BEFORE TRUNCATE ON bookings_centerswitch
    FOR EACH STATEMENT EXECUTE FUNCTION bookings_guard_switch();
"""
NO_FINAL = """
DROP TRIGGER center_switches_are_never_emptied ON bookings_centerswitch;
DROP TRIGGER center_switches_are_final ON bookings_centerswitch;
DROP FUNCTION bookings_guard_switch();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0009_user_classes_are_gone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("center", "switch_plan", models.JSONField(default=list, editable=False)),
        migrations.CreateModel(
            name="CenterSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=functools.partial(backend.common.codes.new, "y"),
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "switch",
                    models.CharField(
                        choices=[
                            ("booking_mode", "予約の受け方"),
                            ("lottery_on", "抽選"),
                            ("fees_on", "使用料の案内"),
                            ("open_space_on", "フリースペース"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(max_length=20)),
                ("takes_effect_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="bookings.center"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="center_switch_value_fits_it",
                        condition=models.Q(
                            switch="booking_mode",
                            value__in=["information_only", "desk_only", "groups", "everyone"],
                        )
                        | models.Q(switch__in=["lottery_on", "fees_on", "open_space_on"], value__in=["on", "off"]),
                    ),
                    models.CheckConstraint(name="center_switch_has_a_reason", condition=~models.Q(reason="")),
                    models.CheckConstraint(
                        name="center_switch_is_not_backdated",
                        condition=models.Q(takes_effect_at__gte=models.F("created_at")),
                    ),
                    models.CheckConstraint(
                        name="center_switch_is_withdrawn_before_it_holds",
                        condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                        | models.Q(withdrawn_at__lt=models.F("takes_effect_at"), withdrawn_by__isnull=False),
                    ),
                    models.UniqueConstraint(
                        fields=["center", "switch", "takes_effect_at"],
                        condition=models.Q(withdrawn_at__isnull=True),
                        name="center_switch_turns_once_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PLAN, NO_PLAN),
        migrations.RunSQL(FINAL, NO_FINAL),
    ]
