-- Which guard stands where. Names say what is guarded; they are what an error reports.
-- award.sql drops one and says two anew.

CREATE TRIGGER points_account_opens_empty BEFORE INSERT ON points_account
    FOR EACH ROW EXECUTE FUNCTION points_guard_account_opening();
CREATE TRIGGER points_account_changes_by_posting BEFORE UPDATE ON points_account
    FOR EACH ROW EXECUTE FUNCTION points_guard_account_change();
CREATE CONSTRAINT TRIGGER points_account_held_backed AFTER UPDATE ON points_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.held <> NEW.held)
    EXECUTE FUNCTION points_guard_account_held();

CREATE TRIGGER points_posting_mirrors BEFORE INSERT ON points_posting
    FOR EACH ROW EXECUTE FUNCTION points_guard_posting();
CREATE CONSTRAINT TRIGGER points_posting_complete AFTER INSERT ON points_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_posting_complete();
CREATE CONSTRAINT TRIGGER points_posting_ends_its_hold AFTER INSERT ON points_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.hold_id IS NOT NULL)
    EXECUTE FUNCTION points_guard_capture_complete();

CREATE TRIGGER points_lot_opens BEFORE INSERT ON points_lot
    FOR EACH ROW EXECUTE FUNCTION points_guard_lot_opening();
CREATE TRIGGER points_lot_changes_by_use BEFORE UPDATE ON points_lot
    FOR EACH ROW EXECUTE FUNCTION points_guard_lot_change();
CREATE CONSTRAINT TRIGGER points_lot_held_backed AFTER UPDATE ON points_lot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.held <> NEW.held)
    EXECUTE FUNCTION points_guard_lot_held();

CREATE TRIGGER points_lotuse_fits BEFORE INSERT ON points_lotuse
    FOR EACH ROW EXECUTE FUNCTION points_guard_lot_use();
CREATE CONSTRAINT TRIGGER points_lotuse_complete AFTER INSERT ON points_lotuse
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_lot_use_complete();

CREATE TRIGGER points_hold_opens BEFORE INSERT ON points_hold
    FOR EACH ROW EXECUTE FUNCTION points_guard_hold_opening();
CREATE TRIGGER points_hold_ends_once BEFORE UPDATE ON points_hold
    FOR EACH ROW EXECUTE FUNCTION points_guard_hold_change();
CREATE CONSTRAINT TRIGGER points_hold_complete AFTER INSERT OR UPDATE ON points_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_hold_complete();
CREATE TRIGGER points_holdlot_fits BEFORE INSERT ON points_holdlot
    FOR EACH ROW EXECUTE FUNCTION points_guard_hold_lot();
CREATE CONSTRAINT TRIGGER points_holdlot_complete AFTER INSERT ON points_holdlot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_hold_lot_complete();

CREATE TRIGGER points_rule_begins_as_a_draft BEFORE INSERT ON points_rule
    FOR EACH ROW EXECUTE FUNCTION points_guard_rule_opening();
CREATE TRIGGER points_rule_immutable BEFORE UPDATE ON points_rule
    FOR EACH ROW EXECUTE FUNCTION points_guard_rule_change();
CREATE TRIGGER points_rulecap_immutable BEFORE INSERT OR UPDATE OR DELETE ON points_rulecap
    FOR EACH ROW EXECUTE FUNCTION points_guard_rule_cap();
CREATE TRIGGER points_capcounter_keeps BEFORE UPDATE ON points_capcounter
    FOR EACH ROW WHEN ((OLD.scope, OLD.rule_code, OLD.subject, OLD.span, OLD.starts_on)
                    <> (NEW.scope, NEW.rule_code, NEW.subject, NEW.span, NEW.starts_on))
    EXECUTE FUNCTION points_guard_append_only();
CREATE TRIGGER points_budgetshard_keeps BEFORE UPDATE ON points_budgetshard
    FOR EACH ROW WHEN ((OLD.campaign_id, OLD.number, OLD.granted) <> (NEW.campaign_id, NEW.number, NEW.granted))
    EXECUTE FUNCTION points_guard_append_only();

-- Never changed, never deleted, never truncated.
DO $$
DECLARE
    v_name text;
    v_trigger text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['posting', 'lotuse', 'holdlot', 'budgetuse', 'chainlink'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['account', 'lot', 'hold', 'rule', 'capcounter', 'budgetshard'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_deleted BEFORE DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOR v_name, v_trigger IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                             WHERE NOT t.tgisinternal AND c.relname LIKE 'points\_%' LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_name, v_trigger);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['posting', 'lotuse', 'holdlot', 'budgetuse', 'chainlink',
                                  'account', 'lot', 'hold', 'rule', 'rulecap', 'capcounter', 'budgetshard'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_truncated BEFORE TRUNCATE ON points_%1$s
            FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
END $$;
