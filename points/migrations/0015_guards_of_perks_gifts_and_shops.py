from django.db import migrations

from points.migrations._sql import drop, only, text

# In this order: what a later file leans on comes first.
FILES = ("perk_guards", "giving", "shops", "shops_guards", "returning", "lean_guards", "shorter_ways")
NEW = (
    "points_age",
    "points_check_account_change",
    "points_check_bounds",
    "points_check_lot_change",
    "points_check_lot_opening",
    "points_check_lot_use",
    "points_check_posting",
    "points_check_posting_complete",
    "points_check_settlement",
    "points_check_taken",
    "points_check_turn",
    "points_code_counts",
    "points_contract_of",
    "points_count_gift",
    "points_count_payment",
    "points_expire_after",
    "points_gift_is_welcome",
    "points_gift_limits",
    "points_gift_most",
    "points_gift_refusal",
    "points_gift_terms",
    "points_give_back_lots",
    "points_gone_since",
    "points_guard_booklet_change",
    "points_guard_gift",
    "points_guard_gift_address",
    "points_guard_gift_counter",
    "points_guard_gift_note",
    "points_guard_payment_change",
    "points_guard_payment_code_change",
    "points_guard_payment_code_deletion",
    "points_guard_payment_complete",
    "points_guard_perk_change",
    "points_guard_quota",
    "points_guard_refund_complete",
    "points_guard_settlement_complete",
    "points_guard_settlement_line",
    "points_guard_settlement_line_complete",
    "points_guard_shop_contract_change",
    "points_guard_slip_change",
    "points_guard_slip_complete",
    "points_guard_slip_correction",
    "points_guard_slip_correction_complete",
    "points_guard_step",
    "points_guard_step_table",
    "points_guard_support",
    "points_guard_taken",
    "points_guard_till_change",
    "points_guard_voucher_opening",
    "points_guard_voucher_use",
    "points_guard_voucher_use_complete",
    "points_left_to_refund",
    "points_next_number",
    "points_not_returned",
    "points_note_gift",
    "points_note_return",
    "points_ordered_in",
    "points_pay",
    "points_pay_refusal",
    "points_pay_slip",
    "points_post_expired",
    "points_refund_payment",
    "points_return_gift",
    "points_return_in_parts",
    "points_return_to_campaign",
    "points_runs_till",
    "points_settle",
    "points_support",
    "points_uncount_gift",
    "points_unsettled",
    "points_yen_per_point",
)
NO_LONGER_GUARDED = """
    DROP TRIGGER points_perksupply_append_only ON points_perksupply;
    DROP TRIGGER points_voucheruse_append_only ON points_voucheruse;
    DROP TRIGGER points_perk_never_deleted ON points_perk;
    DROP TRIGGER points_perkquota_never_deleted ON points_perkquota;
    DROP TRIGGER points_perksteptable_never_deleted ON points_perksteptable;
    DROP TRIGGER points_posting_mirrors ON points_posting;
    CREATE TRIGGER points_posting_mirrors BEFORE INSERT ON points_posting
        FOR EACH ROW EXECUTE FUNCTION points_guard_posting();
    ALTER TABLE points_posting ENABLE ALWAYS TRIGGER points_posting_mirrors;
"""
BEFORE = (
    NO_LONGER_GUARDED
    + drop(f"proname IN {NEW}")
    + ";"
    + only("guards", "points_fits", "points_guard_reversal", "points_guard_account_opening")
    + only("functions", "points_give", "points_reversal_short", "points_reverse", "points_write", "points_spend_lots")
    + only("voucher_guards", "points_check_voucher")
    + only("earning", "points_uncount", "points_award")
    + only("earning_guards", "points_guard_account_change", "points_guard_posting", "points_guard_posting_complete")
    + only(
        "carry_over",
        "points_guard_lot_opening",
        "points_guard_lot_change",
        "points_guard_lot_use",
        "points_expire",
        "points_expire_account",
        "points_return_expired",
        "points_return_to_campaign",
    ).partition("-- Triggers and roles")[0]
    + only("carry_over", "points_restrict")
)


class Migration(migrations.Migration):
    """PostgreSQL itself keeps perks, gifts, payments and slips true, and an award reads and asks in few steps."""

    dependencies = [("points", "0014_shops_and_centers")]

    operations = [migrations.RunSQL("\n".join(map(text, FILES)), BEFORE)]
