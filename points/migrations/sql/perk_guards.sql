-- The guards of perks: what must hold whoever writes, with whatever SQL. What stands here replaces what
-- voucher_guards.sql says under the same name.

-- What an order gives and costs is what its perk says, or the step that holds the points brought.
CREATE FUNCTION points_guard_voucher_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_perk points_perk;
    v_table points_perksteptable;
    v_step points_perkstep;
BEGIN
    SELECT * INTO v_perk FROM points_perk WHERE id = NEW.perk_id;
    IF NEW.kind <> v_perk.kind OR NEW.sheets_used <> 0 OR v_perk.withdrawn_at IS NOT NULL
        OR NEW.state <> (CASE v_perk.kind WHEN 'support' THEN 'used' ELSE 'issued' END) THEN
        PERFORM points_refuse('points_voucher_opens_as_its_perk', 'an order begins as its perk says');
    END IF;
    IF v_perk.stepped THEN
        SELECT * INTO v_step FROM points_perkstep WHERE id = NEW.step_id;
        SELECT * INTO v_table FROM points_perksteptable WHERE id = v_step.table_id;
        IF NOT coalesce(v_table.perk_id = v_perk.id AND v_table.sealed_at IS NOT NULL
            AND v_table.version = (SELECT max(version) FROM points_perksteptable
                                   WHERE perk_id = v_perk.id AND sealed_at IS NOT NULL)
            AND NEW.brought BETWEEN v_step.from_points AND coalesce(v_step.to_points, NEW.brought)
            AND NEW.price = CASE WHEN v_table.keeps_rest THEN v_step.from_points ELSE NEW.brought END
            AND v_step.worth = CASE v_perk.kind WHEN 'room_coupon' THEN NEW.yen_off WHEN 'copies' THEN NEW.sheets
                               ELSE NEW.worth_yen END, false) THEN
            PERFORM points_refuse('points_voucher_agrees_with_its_step', 'what was paid and the worth are those of the step');
        END IF;
    ELSIF (NEW.yen_off, NEW.percent_off) IS DISTINCT FROM (v_perk.yen_off, v_perk.percent_off)
        OR NEW.step_id IS NOT NULL OR NEW.worth_yen IS NOT NULL
        OR NEW.kind = 'copies' AND NEW.sheets <> v_perk.sheets
        OR NEW.price < v_perk.price OR NEW.price > v_perk.price AND NEW.kind <> 'support' THEN
        PERFORM points_refuse('points_voucher_agrees_with_its_perk', 'what was paid and the worth are those of the perk');
    END IF;
    IF NEW.kind = 'support' AND NOT EXISTS (SELECT FROM points_supportcommunity c
                                            WHERE c.organisation_code = NEW.place_code AND c.accepts) THEN
        PERFORM points_refuse('points_support_is_accepted', 'support goes to a community that takes it');
    END IF;
    RETURN NEW;
END $$;

-- At commit: a voucher and its hold, uses, posting and booking say the same.
CREATE OR REPLACE FUNCTION points_check_voucher(p_voucher bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_voucher points_voucher;
    v_hold points_hold;
    v_posting points_posting;
    v_returned boolean;
BEGIN
    SELECT * INTO v_voucher FROM points_voucher WHERE id = p_voucher;
    SELECT * INTO v_hold FROM points_hold WHERE id = v_voucher.hold_id;
    SELECT * INTO v_posting FROM points_posting WHERE hold_id = v_hold.id;
    v_returned := v_posting.id IS NOT NULL AND EXISTS (SELECT FROM points_posting WHERE reverses_id = v_posting.id);
    IF (v_voucher.kind = 'room_coupon' AND v_voucher.state = 'used') <> EXISTS (
        SELECT FROM points_couponuse WHERE voucher_id = p_voucher AND released_at IS NULL) THEN
        PERFORM points_refuse('points_coupon_used_while_on_a_booking', 'a coupon is used while it is on a booking');
    ELSIF (v_hold.amount, v_hold.source_code) <> (v_voucher.price, v_voucher.code) THEN
        PERFORM points_refuse('points_voucher_holds_its_price', 'what a voucher costs is what is held for it');
    ELSIF v_voucher.state = 'used' AND v_hold.state <> 'captured'
        OR v_voucher.state = 'cancelled' AND v_hold.state <> 'voided' AND NOT v_returned
        OR v_voucher.state <> 'cancelled' AND v_returned THEN
        PERFORM points_refuse('points_voucher_follows_its_hold', 'a used voucher is paid, a cancelled one is not');
    ELSIF v_voucher.counted <> (v_voucher.state IN ('issued', 'used')
                                OR v_voucher.state = 'lapsed' AND v_hold.state = 'captured') THEN
        PERFORM points_refuse('points_voucher_counts_until_given_back', 'an order counts until it is given back');
    ELSIF v_voucher.kind = 'copies' AND (
        v_voucher.sheets_used <> (SELECT coalesce(sum(sheets), 0) FROM points_voucheruse WHERE voucher_id = p_voucher)
        OR v_voucher.sheets_used > 0 AND v_hold.state <> 'captured'
        OR (v_voucher.state = 'used') <> (v_voucher.sheets_used = v_voucher.sheets)) THEN
        PERFORM points_refuse('points_voucher_sheets_follow_its_uses', 'sheets are used by uses, and paid for');
    ELSIF v_voucher.kind = 'support' AND NOT EXISTS (SELECT FROM points_account
        WHERE id = v_posting.credit_id AND kind = 'community' AND owner_code = v_voucher.place_code) THEN
        PERFORM points_refuse('points_support_reaches_its_community', 'support is on the account of its community');
    END IF;
    PERFORM points_check_taken(v_voucher.perk_id, v_voucher.person_code);
END $$;

-- At commit: what a perk and its limits count as taken and ready is what was ordered and not given back.
CREATE FUNCTION points_check_taken(p_perk bigint, p_person text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM points_perk k WHERE k.id = p_perk AND (k.taken, k.readied) <> (
            SELECT count(*), CASE WHEN k.by_delivery THEN count(v.ready_at) ELSE 0 END FROM points_voucher v
            WHERE v.perk_id = p_perk AND v.counted)) THEN
        PERFORM points_refuse('points_perk_counts_its_orders', 'a perk counts its orders');
    ELSIF EXISTS (SELECT FROM points_perkquota q WHERE q.perk_id = p_perk AND q.person_code IN (p_person, '')
                  AND q.taken <> points_ordered_in(q)) THEN
        PERFORM points_refuse('points_perk_quota_counts_its_orders', 'a limit counts the orders of its window');
    END IF;
END $$;

CREATE FUNCTION points_ordered_in(q points_perkquota) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM points_voucher v WHERE v.perk_id = q.perk_id AND v.counted
    AND (q.person_code = '' OR v.person_code = q.person_code)
    AND (q.span = '' OR points_window_start(q.span, points_tokyo_date(v.ordered_at)) = q.starts_on)
$$;

CREATE FUNCTION points_guard_taken() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_taken(NEW.id, '');
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_quota() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_taken(NEW.perk_id, NEW.person_code);
    RETURN NULL;
END $$;

-- A perk stays what it is; its stock and its pieces change by a numbered supply; its place stays while orders wait.
CREATE FUNCTION points_guard_perk_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.code, NEW.kind, NEW.scope) <> (OLD.code, OLD.kind, OLD.scope)
        OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
        PERFORM points_refuse('points_perk_identity_stays', 'a perk stays what it is');
    ELSIF (NEW.stock, NEW.arrived) IS DISTINCT FROM (OLD.stock, OLD.arrived) AND NOT EXISTS (
        SELECT FROM points_perksupply s WHERE s.perk_id = NEW.id AND s.seq = NEW.supplies AND NEW.supplies = OLD.supplies + 1
        AND (s.stock_after, s.arrived_after) IS NOT DISTINCT FROM (NEW.stock, NEW.arrived)
        AND s.arrived_change = NEW.arrived - OLD.arrived AND s.stock_change = coalesce(NEW.stock - OLD.stock, 0)) THEN
        PERFORM points_refuse('points_perk_stock_by_supply', 'stock changes by a supply');
    ELSIF (NEW.place_kind, NEW.place_code, NEW.by_delivery) <> (OLD.place_kind, OLD.place_code, OLD.by_delivery)
        AND EXISTS (SELECT FROM points_voucher v WHERE v.perk_id = NEW.id AND v.state = 'issued') THEN
        PERFORM points_refuse('points_perk_place_stays_for_orders', 'orders that wait are handed over where it was said');
    END IF;
    RETURN NEW;
END $$;

-- A use of sheets is on one of the voucher's days, and the next in turn.
CREATE FUNCTION points_guard_voucher_use() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_voucher v WHERE v.id = NEW.voucher_id AND v.kind = 'copies'
                   AND points_tokyo_date(NEW.at) BETWEEN v.usable_from AND v.valid_until)
        OR NEW.seq <> 1 + (SELECT count(*) FROM points_voucheruse u WHERE u.voucher_id = NEW.voucher_id) THEN
        PERFORM points_refuse('points_voucher_use_in_time', 'sheets are used on one of the voucher''s days');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_voucher_use_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_voucher(NEW.voucher_id);
    RETURN NULL;
END $$;

-- A table is sealed once, in one piece: its steps are worth more and more, and none comes or goes afterwards.
CREATE FUNCTION points_guard_step_table() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sealed_at IS NOT NULL THEN
            PERFORM points_refuse('points_step_table_is_sealed_whole', 'a table is sealed after its steps are written');
        END IF;
    ELSIF OLD.sealed_at IS NOT NULL
        OR (NEW.perk_id, NEW.version, NEW.keeps_rest) <> (OLD.perk_id, OLD.version, OLD.keeps_rest) THEN
        PERFORM points_refuse('points_step_table_immutable', 'a sealed table does not change: make a new version');
    ELSIF NOT EXISTS (SELECT FROM points_perkstep WHERE table_id = NEW.id) OR EXISTS (
        SELECT FROM (SELECT worth, lag(worth, 1, 0) OVER (ORDER BY from_points) AS before
                     FROM points_perkstep WHERE table_id = NEW.id) s WHERE s.worth <= s.before) THEN
        PERFORM points_refuse('points_step_table_is_sealed_whole', 'more points are worth more');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_perksteptable t WHERE t.sealed_at IS NOT NULL
               AND t.id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END,
                            CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END)) THEN
        PERFORM points_refuse('points_step_table_immutable', 'the steps of a sealed table do not change');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- A hold's points go to the account of a community; each lot keeps its date. Else as points_capture.
CREATE FUNCTION points_support(
    p_scope text, p_code text, p_hold text, p_community text, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('support', p_hold, p_community);
    v_hold points_hold;
    v_posting points_posting;
    v_answer points_answer;
BEGIN
    SELECT * INTO v_hold FROM points_hold WHERE code = p_hold AND scope = p_scope;
    IF NOT FOUND THEN
        RETURN points_refusal('hold_not_found');
    END IF;
    v_posting.debit_id := v_hold.account_id;
    v_posting.credit_id := points_stored_account(p_scope, 'community', p_community, p_now);
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT * INTO v_hold FROM points_hold WHERE id = v_hold.id;
    IF v_hold.state <> 'open' OR v_hold.expires_at <= p_now THEN
        RETURN points_ended(v_hold);
    END IF;
    v_posting := points_draft(v_posting, p_code, p_scope, 'redeem', v_hold.amount, v_hold.source_kind,
                              v_hold.source_code, points_tokyo_date(p_now), p_key, v_hash, p_actor, p_now);
    v_posting.hold_id := v_hold.id;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_use_lot(l, v_posting.id, x.amount, x.amount) FROM points_holdlot x
    JOIN points_lot l ON l.id = x.lot_id WHERE x.hold_id = v_hold.id;
    PERFORM points_copy_lots(v_posting.id, v_posting.id, v_posting.credit_id);
    UPDATE points_hold SET state = 'captured', ended_at = p_now WHERE id = v_hold.id;
    RETURN points_answer_of(v_posting, v_hold.account_id, 'posted');
END $$;

CREATE TRIGGER points_voucher_opens BEFORE INSERT ON points_voucher
    FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_opening();
CREATE CONSTRAINT TRIGGER points_perk_counts AFTER UPDATE ON points_perk DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.taken, OLD.readied) <> (NEW.taken, NEW.readied)) EXECUTE FUNCTION points_guard_taken();
CREATE CONSTRAINT TRIGGER points_perkquota_counts AFTER INSERT OR UPDATE ON points_perkquota
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_quota();
CREATE TRIGGER points_perk_changes BEFORE UPDATE ON points_perk
    FOR EACH ROW EXECUTE FUNCTION points_guard_perk_change();
CREATE TRIGGER points_voucheruse_fits BEFORE INSERT ON points_voucheruse
    FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_use();
CREATE CONSTRAINT TRIGGER points_voucheruse_complete AFTER INSERT ON points_voucheruse
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_use_complete();
CREATE TRIGGER points_perksteptable_immutable BEFORE INSERT OR UPDATE ON points_perksteptable
    FOR EACH ROW EXECUTE FUNCTION points_guard_step_table();
CREATE TRIGGER points_perkstep_immutable BEFORE INSERT OR UPDATE OR DELETE ON points_perkstep
    FOR EACH ROW EXECUTE FUNCTION points_guard_step();

DO $$
DECLARE
    v_name text;
    v_trigger text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['perksupply', 'voucheruse'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['perk', 'perkquota', 'perksteptable'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_deleted BEFORE DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOR v_name, v_trigger IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'A' AND t.tgtype & 32 = 0 AND c.relname IN ('points_perk',
        'points_perkquota', 'points_perksupply', 'points_perksteptable', 'points_perkstep', 'points_voucher',
        'points_voucheruse') LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_name, v_trigger);
    END LOOP;
END $$;
