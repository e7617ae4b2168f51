-- The guards of the ways to earn: what must hold whoever writes, with whatever SQL.
-- What stands here replaces what guards.sql, award.sql and roles.sql say under the same names.

-- A balance changes only by a posting; which side it is on is looked up one after the other, for most come in.
CREATE OR REPLACE FUNCTION points_guard_account_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.scope, NEW.kind, NEW.owner_code, NEW.computed, NEW.opened_at)
        IS DISTINCT FROM (OLD.id, OLD.scope, OLD.kind, OLD.owner_code, OLD.computed, OLD.opened_at) THEN
        PERFORM points_refuse('points_account_identity_stays', 'an account keeps its owner');
    END IF;
    IF NEW.computed THEN
        PERFORM points_refuse('points_account_computed_stores_nothing', 'a computed account never changes');
    END IF;
    IF NEW.balance = OLD.balance AND NEW.version = OLD.version THEN
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM points_refuse('points_account_version_by_one', 'a balance changes with version + 1');
    END IF;
    IF NOT EXISTS (SELECT FROM points_posting p WHERE p.credit_id = NEW.id AND p.credit_version = NEW.version
                   AND p.credit_balance = NEW.balance AND p.amount = NEW.balance - OLD.balance) THEN
        IF NOT EXISTS (SELECT FROM points_posting p WHERE p.debit_id = NEW.id AND p.debit_version = NEW.version
                       AND p.debit_balance = NEW.balance AND p.amount = OLD.balance - NEW.balance) THEN
            PERFORM points_refuse('points_account_backed_by_posting', 'a balance changes only by a posting');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Both accounts are looked at in one statement, and the rule of an award with them: this runs at every posting.
CREATE OR REPLACE FUNCTION points_guard_posting() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT d.kind AS debtor, c.kind AS creditor,
           d.scope = NEW.scope AND c.scope = NEW.scope AS in_scope,
           CASE WHEN d.computed THEN NEW.debit_version IS NULL AND NEW.debit_balance IS NULL
                ELSE (NEW.debit_balance, NEW.debit_version) IS NOT DISTINCT FROM (d.balance - NEW.amount, d.version + 1)
           END AND
           CASE WHEN c.computed THEN NEW.credit_version IS NULL AND NEW.credit_balance IS NULL
                ELSE (NEW.credit_balance, NEW.credit_version) IS NOT DISTINCT FROM (c.balance + NEW.amount, c.version + 1)
           END AS mirrors,
           NEW.kind <> 'award' OR EXISTS (
               SELECT FROM points_rule r WHERE r.id = NEW.rule_id AND r.scope = NEW.scope AND r.code = NEW.rule_code
               AND r.published_at IS NOT NULL AND r.starts_on <= NEW.happened_on
               AND (r.ends_on IS NULL OR NEW.happened_on <= r.ends_on)
               AND r.way IN ('attendance', NEW.source_kind)) AS in_force
    INTO v FROM points_account d, points_account c WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id;
    IF v.in_scope IS NOT TRUE THEN
        PERFORM points_refuse('points_posting_accounts_in_scope', 'both accounts are of the posting''s scope');
    ELSIF NOT v.mirrors THEN
        PERFORM points_refuse('points_posting_mirrors_accounts', 'a posting carries the balances it leads to');
    ELSIF NOT points_fits(NEW.kind, v.debtor, v.creditor) THEN
        PERFORM points_refuse('points_posting_kind_fits_accounts',
                              format('%s does not go from %s to %s', NEW.kind, v.debtor, v.creditor));
    ELSIF NOT v.in_force THEN
        PERFORM points_refuse('points_posting_rule_in_force', 'an award follows a rule in force on its day');
    ELSIF NEW.asked < NEW.amount THEN
        PERFORM points_refuse('points_posting_never_more_than_asked', 'a cap takes away and adds nothing');
    ELSIF '' IN (NEW.source_kind, NEW.source_code, NEW.key) THEN
        PERFORM points_refuse('points_posting_has_a_source', 'a posting says what it is for');
    ELSIF (NEW.kind = 'reverse') <> (NEW.reverses_id IS NOT NULL) THEN
        PERFORM points_refuse('points_posting_only_a_reversal_reverses', 'a reversal names its original');
    ELSIF NEW.hold_id IS NOT NULL AND NEW.kind <> 'redeem' THEN
        PERFORM points_refuse('points_posting_only_a_redemption_captures', 'a hold is captured by a redemption');
    ELSIF octet_length(NEW.request_hash) <> 32 THEN
        PERFORM points_refuse('points_posting_hash_is_sha256', 'the request hash is a SHA-256');
    ELSIF NEW.kind = 'reverse' THEN
        PERFORM points_guard_reversal(NEW);
    ELSIF NEW.hold_id IS NOT NULL THEN
        PERFORM points_guard_capture(NEW);
    END IF;
    RETURN NEW;
END $$;

-- At commit: the stored accounts have moved, lots back every point on the side of a person or community, a capture has
-- ended its hold, and an award for a record of its own is what that record says.
CREATE OR REPLACE FUNCTION points_guard_posting_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    IF NEW.debit_version IS NOT NULL THEN
        SELECT a.version >= NEW.debit_version AS moved, a.kind NOT IN ('person', 'community') OR NEW.amount =
            (SELECT sum(u.amount) FROM points_lotuse u WHERE u.posting_id = NEW.id) AS backed
        INTO v FROM points_account a WHERE a.id = NEW.debit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_takes_from_lots', 'what leaves an account leaves its lots');
        END IF;
    END IF;
    IF NEW.credit_version IS NOT NULL THEN
        SELECT a.version >= NEW.credit_version AS moved, a.kind NOT IN ('person', 'community') OR NEW.amount =
            (SELECT sum(l.granted) FROM points_lot l WHERE l.posting_id = NEW.id) AS backed
        INTO v FROM points_account a WHERE a.id = NEW.credit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_makes_lots', 'what enters an account enters as lots');
        ELSIF NEW.kind IN ('give', 'reverse') THEN
            PERFORM points_guard_dates(NEW);
        ELSIF NEW.source_kind IN ('site', 'report', 'clean_up', 'manual') THEN
            PERFORM points_guard_proof(NEW);
        END IF;
    END IF;
    -- In two steps: together they would be a query, run at every posting.
    IF NEW.hold_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM points_hold h WHERE h.id = NEW.hold_id AND h.state = 'captured') THEN
            PERFORM points_refuse('points_hold_captured_by_posting', 'a capture ends its hold');
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- An award for a visit, report, share or decision needs that one, of the same person, rule, day and size.
CREATE FUNCTION points_guard_proof(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_person text := (SELECT owner_code FROM points_account WHERE id = p.credit_id);
BEGIN
    IF p.kind <> 'award' THEN
        RETURN;
    END IF;
    IF NOT (CASE p.source_kind
        WHEN 'site' THEN p.quantity = 1 AND EXISTS (
            SELECT FROM points_sitevisit v JOIN points_site s ON s.id = v.site_id WHERE v.code = p.source_code
            AND (v.person_code, v.day, s.rule_code, s.scope) = (v_person, p.happened_on, p.rule_code, p.scope))
        WHEN 'report' THEN EXISTS (
            SELECT FROM points_report r WHERE r.code = p.source_code AND r.state = 'approved'
            AND (r.person_code, r.happened_on, r.rule_code, r.quantity, r.scope)
              = (v_person, p.happened_on, p.rule_code, p.quantity, p.scope)
            AND (r.decided_by_code <> '' OR NOT (SELECT u.reviewed FROM points_rule u WHERE u.id = p.rule_id)))
        WHEN 'clean_up' THEN EXISTS (
            SELECT FROM points_cleanup c JOIN points_cleanupshare s ON s.clean_up_id = c.id
            WHERE c.code = p.source_code
            AND (c.withdrawn_at IS NULL OR EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id))
            AND (s.person_code, c.happened_on, c.rule_id, s.points, c.scope)
              = (v_person, p.happened_on, p.rule_id, p.quantity, p.scope))
        ELSE EXISTS (
            SELECT FROM points_manualaward m JOIN points_rule r ON r.id = p.rule_id
            WHERE m.code = p.source_code AND m.state = 'awarded'
            AND (m.person_code, m.happened_on, m.rule_code, m.points, m.scope)
              = (v_person, p.happened_on, p.rule_code, p.quantity, p.scope)
            AND (m.points <= r.four_eyes_above OR m.decided_by_code NOT IN ('', m.asked_by_code))) END) THEN
        PERFORM points_refuse('points_posting_has_its_proof', 'an award stands on a record of its own');
    END IF;
END $$;

-- Rules -------------------------------------------------------------------------------------------------------------

-- A published version is immutable, but for its end, which may not leave a paid activity behind it.
-- Publication fills in the caps, whether there are terms, and the issuer, which it may have to open: a restricted role
-- publishes, too. A rule of a campaign begins within it and ends with it at the latest.
CREATE OR REPLACE FUNCTION points_guard_rule_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        SELECT coalesce(array_agg(c.span ORDER BY c.span), '{}'), coalesce(array_agg(c.most ORDER BY c.span), '{}')
        INTO NEW.cap_spans, NEW.cap_mosts FROM points_rulecap c WHERE c.rule_id = NEW.id AND c.subject = 'person';
        NEW.has_terms := NEW.way <> 'attendance' OR NEW.residence <> '' OR NEW.districts <> '{}'
            OR NEW.age_from IS NOT NULL OR NEW.age_to IS NOT NULL
            OR EXISTS (SELECT FROM points_rulemultiplier m WHERE m.rule_id = NEW.id)
            OR EXISTS (SELECT FROM points_rulecap c WHERE c.rule_id = NEW.id AND c.subject <> 'person');
        IF NEW.published_at IS NOT NULL THEN
            NEW.issuer_id := points_computed_account(NEW.scope, 'issuer', NEW.published_at);
            NEW.ends_on := least(NEW.ends_on, (SELECT c.ends_on FROM points_campaign c WHERE c.id = NEW.campaign_id));
            PERFORM points_check_publication(NEW);
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'ends_on' <> to_jsonb(OLD) - 'ends_on' THEN
        PERFORM points_refuse('points_rule_immutable', 'a published rule does not change: make a new version');
    END IF;
    IF NEW.ends_on IS NOT NULL AND EXISTS (SELECT FROM points_posting p WHERE p.rule_id = NEW.id
                                           AND p.kind = 'award' AND p.happened_on > NEW.ends_on) THEN
        PERFORM points_refuse('points_rule_ends_after_its_awards', 'a rule ends after the activities it paid for');
    END IF;
    IF NEW.campaign_id IS NOT NULL AND coalesce(NEW.ends_on, 'infinity') > OLD.ends_on THEN
        PERFORM points_refuse('points_rule_within_its_campaign', 'a rule ends with its campaign at the latest');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_check_publication(p points_rule) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p.starts_on < (SELECT c.starts_on FROM points_campaign c WHERE c.id = p.campaign_id)
        OR p.ends_on < p.starts_on THEN
        PERFORM points_refuse('points_rule_within_its_campaign', 'a rule of a campaign begins within it');
    ELSIF EXISTS (SELECT FROM points_rulemultiplier a JOIN points_rulemultiplier b ON b.rule_id = a.rule_id
                  AND b.id > a.id AND a.kind = 'seasonal' AND b.kind = 'seasonal'
                  AND (a.starts_on, a.ends_on + 1) OVERLAPS (b.starts_on, b.ends_on + 1) WHERE a.rule_id = p.id) THEN
        PERFORM points_refuse('points_rule_seasons_apart', 'one season at a time');
    ELSIF (p.way = 'clean_up') <> EXISTS (SELECT FROM points_ruleitem i WHERE i.rule_id = p.id) THEN
        PERFORM points_refuse('points_rule_table_of_a_clean_up', 'a clean-up, and nothing else, has a table of items');
    END IF;
END $$;

CREATE TRIGGER points_rulemultiplier_immutable BEFORE INSERT OR UPDATE OR DELETE ON points_rulemultiplier
    FOR EACH ROW EXECUTE FUNCTION points_guard_rule_cap();
CREATE TRIGGER points_ruleitem_immutable BEFORE INSERT OR UPDATE OR DELETE ON points_ruleitem
    FOR EACH ROW EXECUTE FUNCTION points_guard_rule_cap();

-- Records -----------------------------------------------------------------------------------------------------------

-- A report or an award by hand is decided once, and keeps what it says.
CREATE FUNCTION points_guard_decided_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_open text := CASE TG_TABLE_NAME WHEN 'points_report' THEN 'submitted' ELSE 'waiting' END;
    v_may text[] := '{state,decided_at,decided_by_code,reason,refusal}';
BEGIN
    IF TG_TABLE_NAME = 'points_manualaward' THEN
        v_may := array_remove(v_may, 'reason');
    END IF;
    IF to_jsonb(NEW) - v_may <> to_jsonb(OLD) - v_may THEN
        PERFORM points_refuse('points_record_stays', 'what was written down stays');
    ELSIF to_jsonb(OLD) ->> 'state' <> v_open OR to_jsonb(NEW) ->> 'state' = v_open THEN
        PERFORM points_refuse('points_record_decided_once', 'it has been decided before');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_report_decided_once BEFORE UPDATE ON points_report
    FOR EACH ROW EXECUTE FUNCTION points_guard_decided_once();
CREATE TRIGGER points_manualaward_decided_once BEFORE UPDATE ON points_manualaward
    FOR EACH ROW EXECUTE FUNCTION points_guard_decided_once();

-- A window stays as it was when people came by it; it may end earlier, but not before a visit.
CREATE FUNCTION points_guard_site_window() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'ends_on' <> to_jsonb(OLD) - 'ends_on'
        OR EXISTS (SELECT FROM points_sitevisit v WHERE v.window_id = NEW.id AND v.day > NEW.ends_on) THEN
        PERFORM points_refuse('points_site_window_stays', 'a window stays; it may end earlier');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_sitewindow_stays BEFORE UPDATE ON points_sitewindow
    FOR EACH ROW EXECUTE FUNCTION points_guard_site_window();

-- A visit lies in its window, on its day in Tokyo.
CREATE FUNCTION points_guard_site_visit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_sitewindow w JOIN points_site s ON s.id = w.site_id,
             LATERAL (SELECT NEW.at AT TIME ZONE 'Asia/Tokyo' AS at) t
        WHERE w.id = NEW.window_id AND w.site_id = NEW.site_id AND t.at::date = NEW.day
        AND NEW.day BETWEEN w.starts_on AND w.ends_on
        AND extract(isodow FROM NEW.day)::integer - 1 = ANY (w.weekdays)
        AND t.at::time >= w.opens_at AND t.at::time < w.closes_at
        AND (s.closed_at IS NULL OR NEW.at < s.closed_at)) OR NOT NEW.around @> NEW.at THEN
        PERFORM points_refuse('points_site_visit_in_its_window', 'a visit lies in a window of its site');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_sitevisit_in_its_window BEFORE INSERT ON points_sitevisit
    FOR EACH ROW EXECUTE FUNCTION points_guard_site_visit();

-- A sheet is withdrawn once, and otherwise stays.
CREATE FUNCTION points_guard_clean_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - '{withdrawn_at,withdrawal}'::text[] <> to_jsonb(OLD) - '{withdrawn_at,withdrawal}'::text[] THEN
        PERFORM points_refuse('points_record_stays', 'what was written down stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_cleanup_stays BEFORE UPDATE ON points_cleanup
    FOR EACH ROW EXECUTE FUNCTION points_guard_clean_up();

-- At commit: a sheet's points are the table's for its kilograms; the shares make them up, none more than a point away
-- from its part.
CREATE FUNCTION points_check_clean_up(p_clean_up bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v points_cleanup;
    v_weights integer;
BEGIN
    SELECT * INTO v FROM points_cleanup WHERE id = p_clean_up;
    IF v.points IS DISTINCT FROM (
        SELECT floor(sum(l.kg * i.per_kg)) FROM points_cleanupline l
        JOIN points_ruleitem i ON i.id = l.item_id AND i.rule_id = v.rule_id WHERE l.clean_up_id = p_clean_up
        HAVING count(*) = (SELECT count(*) FROM points_cleanupline n WHERE n.clean_up_id = p_clean_up)) THEN
        PERFORM points_refuse('points_clean_up_follows_the_table', 'the points are those of the published table');
    END IF;
    SELECT sum(s.weight) INTO v_weights FROM points_cleanupshare s WHERE s.clean_up_id = p_clean_up;
    IF v.points IS DISTINCT FROM (SELECT sum(s.points) FROM points_cleanupshare s WHERE s.clean_up_id = p_clean_up)
        OR EXISTS (SELECT FROM points_cleanupshare s WHERE s.clean_up_id = p_clean_up
                   AND abs(s.points * v_weights - v.points * s.weight) >= v_weights) THEN
        PERFORM points_refuse('points_clean_up_is_split_fairly', 'the shares are the whole, each its part');
    END IF;
END $$;

CREATE FUNCTION points_guard_clean_up_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_clean_up(CASE TG_TABLE_NAME WHEN 'points_cleanup' THEN NEW.id
                                  ELSE (to_jsonb(NEW) ->> 'clean_up_id')::bigint END);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER points_cleanup_complete AFTER INSERT ON points_cleanup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_clean_up_complete();
CREATE CONSTRAINT TRIGGER points_cleanupline_complete AFTER INSERT ON points_cleanupline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_clean_up_complete();
CREATE CONSTRAINT TRIGGER points_cleanupshare_complete AFTER INSERT ON points_cleanupshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_clean_up_complete();

-- A person stays in a household until a fiscal year is over: a membership only ever gets an end, and that on 1 April.
CREATE FUNCTION points_guard_household_member() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'during' <> to_jsonb(OLD) - 'during' OR lower(NEW.during) <> lower(OLD.during)
        OR upper(OLD.during) IS NOT NULL
        OR upper(NEW.during) IS DISTINCT FROM points_window_start('fiscal_year', upper(NEW.during)) THEN
        PERFORM points_refuse('points_household_member_stays', 'who leaves counts until the fiscal year is over');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_householdmember_stays BEFORE UPDATE ON points_householdmember
    FOR EACH ROW EXECUTE FUNCTION points_guard_household_member();

-- Never changed, never deleted, never truncated.
DO $$
DECLARE
    v_name text;
    v_trigger text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['capuse', 'sitevisit', 'cleanupline', 'cleanupshare'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['report', 'manualaward', 'cleanup', 'sitewindow', 'householdmember',
                                  'staffcounter'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_deleted BEFORE DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOR v_name, v_trigger IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relname = ANY (ARRAY[
            'points_capuse', 'points_sitevisit', 'points_cleanupline', 'points_cleanupshare', 'points_report',
            'points_manualaward', 'points_cleanup', 'points_sitewindow', 'points_householdmember',
            'points_staffcounter', 'points_rulemultiplier', 'points_ruleitem']) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_name, v_trigger);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['capuse', 'sitevisit', 'cleanupline', 'cleanupshare', 'report', 'manualaward',
                                  'cleanup', 'sitewindow', 'householdmember', 'staffcounter', 'rulemultiplier',
                                  'ruleitem'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_truncated BEFORE TRUNCATE ON points_%1$s
            FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION points_restrict(p_role text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', p_role);
    FOREACH v_table IN ARRAY ARRAY['account', 'posting', 'lot', 'lotuse', 'hold', 'holdlot', 'capcounter', 'capuse',
                                   'budgetshard', 'budgetuse', 'chainlink'] LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON points_%s FROM %I', v_table, p_role);
    END LOOP;
END $$;
