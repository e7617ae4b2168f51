from django.db import migrations

from points.migrations._sql import again, script

# As triggers.sql has them.
TRIGGERS = """
    CREATE CONSTRAINT TRIGGER points_posting_ends_its_hold AFTER INSERT ON points_posting
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.hold_id IS NOT NULL)
        EXECUTE FUNCTION points_guard_capture_complete();
    DROP TRIGGER points_capcounter_keeps ON points_capcounter;
    CREATE TRIGGER points_capcounter_keeps BEFORE UPDATE ON points_capcounter
        FOR EACH ROW WHEN ((OLD.scope, OLD.rule_code, OLD.subject, OLD.span, OLD.starts_on)
                        <> (NEW.scope, NEW.rule_code, NEW.subject, NEW.span, NEW.starts_on))
        EXECUTE FUNCTION points_guard_append_only();
    DROP TRIGGER points_account_held_backed ON points_account;
    CREATE CONSTRAINT TRIGGER points_account_held_backed AFTER UPDATE ON points_account
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.held <> NEW.held)
        EXECUTE FUNCTION points_guard_account_held();
    ALTER TABLE points_posting ENABLE ALWAYS TRIGGER points_posting_ends_its_hold;
    ALTER TABLE points_capcounter ENABLE ALWAYS TRIGGER points_capcounter_keeps;
    ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_held_backed;
"""


class Migration(migrations.Migration):
    """Published rules get their issuer, and awards read it there; triggers that need not look do not."""

    dependencies = [("points", "0007_the_issuer_of_a_rule")]

    operations = [
        script("award", again("guards") + again("functions") + TRIGGERS),
    ]
