from django.db import migrations, models
from django.db.models import F, Q

from points.migrations._sql import drop, script

TRIGGERS = """
    DROP TRIGGER points_voucher_handed_over ON points_voucher;
    DROP TRIGGER points_voucheruse_handed_over ON points_voucheruse;
    DROP TRIGGER points_hold_reaches_its_shop ON points_hold;
    DROP TRIGGER points_payment_of_another ON points_payment;
    DROP TRIGGER points_slip_decided_by_another ON points_slip;
    DROP TRIGGER points_slipcorrection_by_another ON points_slipcorrection;
    DROP TRIGGER points_giftnotereport_of_another ON points_giftnotereport;
"""
NEW = (
    "points_acts_for",
    "points_check_handover",
    "points_guard_gift_report",
    "points_guard_hold_reaches_its_shop",
    "points_guard_payment_of_another",
    "points_guard_slip_corrector",
    "points_guard_slip_decider",
    "points_guard_voucher_handover",
    "points_guard_voucher_use_handover",
)


class Migration(migrations.Migration):
    """Nobody decides, or is paid, in an affair of their own, and what is turned down has its reason."""

    dependencies = [("points", "0015_guards_of_perks_gifts_and_shops")]

    operations = [
        script("own_hands", TRIGGERS + drop(f"proname IN {NEW}")),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                name="points_report_refused_for_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
        ),
        migrations.AddConstraint(
            "cleanup",
            models.CheckConstraint(
                name="points_clean_up_withdrawn_for_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal=""),
            ),
        ),
        migrations.AddConstraint(
            "perk",
            models.CheckConstraint(
                name="points_perk_withdrawn_for_a_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_for="")
            ),
        ),
        migrations.AddConstraint(
            "householdinvitation",
            models.CheckConstraint(
                name="points_household_invitation_of_another", condition=~Q(entered_by_code=F("made_by_code"))
            ),
        ),
    ]
