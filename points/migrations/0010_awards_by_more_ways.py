from django.db import migrations

from points.migrations._sql import again, functions_of, script, text

# What earning.sql and earning_guards.sql bring, and what hangs on it.
UNDO = r"""
    DO $$ DECLARE v record; BEGIN
        FOR v IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                 WHERE NOT t.tgisinternal AND c.relname IN (
                     'points_capuse', 'points_sitevisit', 'points_cleanupline', 'points_cleanupshare', 'points_report',
                     'points_manualaward', 'points_cleanup', 'points_sitewindow', 'points_householdmember',
                     'points_staffcounter', 'points_rulemultiplier', 'points_ruleitem') LOOP
            EXECUTE format('DROP TRIGGER %I ON %I', v.tgname, v.relname);
        END LOOP;
    END $$;
    DROP FUNCTION points_guard_decided_once, points_guard_site_window, points_guard_site_visit, points_guard_clean_up,
        points_guard_clean_up_complete, points_check_clean_up, points_guard_household_member, points_guard_proof,
        points_check_publication, points_limit_refusal, points_give_back, points_take_budget, points_reserve_budget,
        points_lock_shared, points_take_shared, points_full_cap, points_limits, points_cap_name, points_in_a_row,
        points_standing_days, points_factor, points_why_not, points_household_of, points_terms_of,
        points_amount(points_rule, numeric, numeric);
    DROP TYPE points_terms;
"""


class Migration(migrations.Migration):
    """Awards by terms, shared caps and records of their own; the guards of those records."""

    dependencies = [
        ("points", "0009_ways_to_earn"),
        # Who may earn is read from these.
        ("accounts", "0001_initial"),
    ]

    operations = [
        script(
            "earning",
            UNDO
            + again("guards")
            + again("functions")
            + functions_of("award")
            + text("roles").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
            + "; DROP FUNCTION points_guard_capture_complete",
        ),
        script("earning_guards", migrations.RunSQL.noop),
    ]
