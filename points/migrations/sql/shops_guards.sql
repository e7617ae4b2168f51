-- What must hold of payments, refunds, slips and settlements whoever writes, with whatever SQL.

-- At commit: a payment is what its posting took from its person for its till, under a contract that allowed it, by a
-- code of the person's own that counted then; and what was refunded of it is what its refunds say. What
-- was missing on a slip is paid for that slip only; a code is freed by the correction of the slip that named it wrongly.
CREATE OR REPLACE FUNCTION points_guard_payment_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v points_payment;
BEGIN
    SELECT * INTO v FROM points_payment WHERE id = NEW.id;
    IF NOT EXISTS (
        SELECT FROM points_posting p JOIN points_account d ON d.id = p.debit_id JOIN points_account c ON c.id = p.credit_id
        JOIN points_till t ON t.id = v.till_id
        WHERE p.id = v.posting_id AND p.kind = 'redeem' AND (p.source_kind, p.source_code, p.amount, p.scope)
            = ('payment', v.code, v.amount, v.scope) AND (d.kind, d.owner_code) = ('person', v.person_code)
        AND (c.kind, c.owner_code, t.scope) = (t.place_kind, t.place_code, v.scope)) THEN
        PERFORM points_refuse('points_payment_by_its_posting', 'a payment is what its posting took');
    ELSIF NOT EXISTS (
        SELECT FROM points_shopcontract c WHERE c.id = v.contract_id AND c.till_id = v.till_id AND c.starts_on <= v.day
        AND (c.ends_on IS NULL OR v.day <= c.ends_on) AND v.amount <= c.most_per_payment) THEN
        PERFORM points_refuse('points_payment_under_contract', 'a shop takes points under a contract');
    ELSIF v.payment_code_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_paymentcode k WHERE k.id = v.payment_code_id AND k.person_code = v.person_code
        AND (v.way = 'slip' OR v.at < k.expires_at)) THEN
        PERFORM points_refuse('points_payment_code_of_its_person', 'a code pays for its own person, in its time');
    ELSIF v.way = 'addition' AND NOT EXISTS (
        SELECT FROM points_slip s WHERE s.payment_id = v.id AND s.addition_to_id IS NOT NULL) THEN
        PERFORM points_refuse('points_payment_addition_of_a_slip', 'what was missing on a slip is paid for that slip');
    ELSIF v.freed_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_slip s JOIN points_slipcorrection c ON c.slip_id = s.id AND c.written_code <> s.written_code
        WHERE s.payment_id = v.id AND s.state = 'corrected') THEN
        PERFORM points_refuse('points_payment_freed_by_a_correction', 'a code is freed by a correction of its slip');
    ELSIF v.refunded <> (SELECT coalesce(sum(r.amount), 0) FROM points_refund r WHERE r.payment_id = v.id) THEN
        PERFORM points_refuse('points_payment_refunds_no_more', 'what was refunded is what its refunds say');
    END IF;
    RETURN NULL;
END $$;

-- At commit: a refund's posting goes back from the till to the person, and its lots are a part of what was taken, each
-- with its date.
CREATE FUNCTION points_guard_refund_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_payment points_payment;
BEGIN
    SELECT * INTO v_payment FROM points_payment WHERE id = NEW.payment_id;
    IF NOT EXISTS (
        SELECT FROM points_posting r JOIN points_posting p ON p.id = v_payment.posting_id
        WHERE r.id = NEW.posting_id AND r.kind = 'refund' AND (r.debit_id, r.credit_id) = (p.credit_id, p.debit_id)
        AND (r.source_kind, r.source_code, r.amount) = ('payment', v_payment.code, NEW.amount)) THEN
        PERFORM points_refuse('points_refund_by_its_posting', 'a refund is what its posting gave back');
    ELSIF v_payment.refunded <> (SELECT sum(r.amount) FROM points_refund r WHERE r.payment_id = v_payment.id) THEN
        PERFORM points_refuse('points_payment_refunds_no_more', 'what was refunded is what its refunds say');
    ELSIF EXISTS (
        SELECT FROM (SELECT l.origin_id, sum(l.granted) AS amount FROM points_refund r
                     JOIN points_lot l ON l.posting_id = r.posting_id WHERE r.payment_id = v_payment.id GROUP BY 1) b
        LEFT JOIN (SELECT coalesce(l.origin_id, l.id) AS origin_id, sum(u.amount) AS amount FROM points_lotuse u
                   JOIN points_lot l ON l.id = u.lot_id WHERE u.posting_id = v_payment.posting_id GROUP BY 1) t
        USING (origin_id) WHERE b.amount > coalesce(t.amount, 0)) THEN
        PERFORM points_refuse('points_refund_into_its_lots', 'points come back into the lots from which they came');
    ELSIF EXISTS (
        SELECT FROM points_lot l WHERE l.posting_id = NEW.posting_id AND NOT EXISTS (
            SELECT FROM points_lotuse u JOIN points_lot o ON o.id = u.lot_id
            WHERE u.posting_id = v_payment.posting_id AND coalesce(o.origin_id, o.id) = l.origin_id
            AND o.expires_on = l.expires_on)) THEN
        PERFORM points_refuse('points_lot_keeps_its_date', 'points that come back keep their dates');
    END IF;
    RETURN NULL;
END $$;

-- Of a payment `refunded` goes up, and its code is freed once.
CREATE OR REPLACE FUNCTION points_guard_payment_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{refunded,freed_at}'::text[] <> to_jsonb(OLD) - '{refunded,freed_at}'::text[]
        OR NEW.refunded < OLD.refunded OR (OLD.freed_at IS NOT NULL AND NEW.freed_at IS DISTINCT FROM OLD.freed_at) THEN
        PERFORM points_refuse('points_payment_identity_stays', 'a payment does not change');
    END IF;
    RETURN NEW;
END $$;

-- A code on paper counts again where what it paid is freed.
CREATE OR REPLACE FUNCTION points_guard_payment_code_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'ended_at' <> to_jsonb(OLD) - 'ended_at' OR OLD.ended_at IS NOT NULL AND (
        NEW.ended_at IS NOT NULL OR NEW.booklet_id IS NULL OR EXISTS (
            SELECT FROM points_payment y WHERE y.payment_code_id = NEW.id AND y.freed_at IS NULL)) THEN
        PERFORM points_refuse('points_payment_code_identity_stays', 'a code keeps its person and its time');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_booklet_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{blocked_at,blocked_by_code}'::text[] <> to_jsonb(OLD) - '{blocked_at,blocked_by_code}'::text[]
        OR OLD.blocked_at IS NOT NULL THEN
        PERFORM points_refuse('points_booklet_blocked_once', 'a booklet is blocked once, for good');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_till_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{place_name,secret}'::text[] <> to_jsonb(OLD) - '{place_name,secret}'::text[] THEN
        PERFORM points_refuse('points_till_identity_stays', 'a till stays at its place');
    END IF;
    RETURN NEW;
END $$;

-- A contract changes its end, which leaves no payment behind it, and whether a day's payments are mailed.
CREATE OR REPLACE FUNCTION points_guard_shop_contract_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{ends_on,mails_daily}'::text[] <> to_jsonb(OLD) - '{ends_on,mails_daily}'::text[] THEN
        PERFORM points_refuse('points_shop_contract_immutable', 'a contract does not change: make a new one');
    ELSIF NEW.ends_on IS NOT NULL AND EXISTS (
        SELECT FROM points_payment p WHERE p.contract_id = NEW.id AND p.day > NEW.ends_on) THEN
        PERFORM points_refuse('points_shop_contract_ends_after_payments', 'a contract ends after what was paid under it');
    END IF;
    RETURN NEW;
END $$;

-- A slip is decided once, also by a correction; what the shop noted, and what was paid for it, never changes.
CREATE OR REPLACE FUNCTION points_guard_slip_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{state,reason,payment_id,posting_id,decided_at,decided_by_code,note}'::text[]
        <> to_jsonb(OLD) - '{state,reason,payment_id,posting_id,decided_at,decided_by_code,note}'::text[] THEN
        PERFORM points_refuse('points_slip_identity_stays', 'a slip keeps what was noted');
    ELSIF OLD.state = 'taken' AND NEW.state = 'corrected' AND OLD.payment_id = NEW.payment_id THEN
        RETURN NEW;
    ELSIF OLD.state <> 'case' THEN
        PERFORM points_refuse('points_slip_decided_once', 'a slip is decided once');
    END IF;
    RETURN NEW;
END $$;

-- At commit: a slip's payment or adjustment is its own; what was missing on a slip is paid by the same person; and a
-- slip is put aside only for another.
CREATE OR REPLACE FUNCTION points_guard_slip_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.payment_id IS NOT NULL AND NEW.addition_to_id IS NULL AND NOT EXISTS (
        SELECT FROM points_payment p JOIN points_paymentcode k ON k.id = p.payment_code_id
        WHERE p.id = NEW.payment_id AND p.way = 'slip'
        AND (p.till_id, p.amount, k.short_code) = (NEW.till_id, NEW.amount, NEW.written_code))
        OR NEW.payment_id IS NOT NULL AND NEW.addition_to_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_payment p JOIN points_slip o ON o.id = NEW.addition_to_id
        JOIN points_payment y ON y.id = o.payment_id
        WHERE p.id = NEW.payment_id AND p.way = 'addition' AND p.person_code = y.person_code
        AND (p.till_id, p.amount, o.till_id, o.written_code) = (NEW.till_id, NEW.amount, NEW.till_id, NEW.written_code))
    THEN
        PERFORM points_refuse('points_slip_by_its_payment', 'a slip that was taken has its payment');
    ELSIF NEW.posting_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_posting p JOIN points_till t ON t.id = NEW.till_id JOIN points_account a ON a.id = p.credit_id
        WHERE p.id = NEW.posting_id AND p.kind = 'adjust' AND (p.source_kind, p.source_code, p.amount)
            = ('slip', NEW.code, NEW.amount) AND (a.kind, a.owner_code) = (t.place_kind, t.place_code)) THEN
        PERFORM points_refuse('points_slip_by_its_posting', 'a slip that the city paid has its adjustment');
    ELSIF NEW.state = 'corrected' AND NOT EXISTS (
        SELECT FROM points_slipcorrection c WHERE c.slip_id = NEW.id AND c.made_id IS NOT NULL)
        OR NEW.addition_to_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_slipcorrection c WHERE c.slip_id = NEW.addition_to_id AND c.made_id = NEW.id) THEN
        PERFORM points_refuse('points_slip_corrected_by_another', 'a slip is put aside, or added to, by a correction');
    END IF;
    RETURN NULL;
END $$;

-- At commit: a settlement's sums are those of its lines, and each line is a posting of the till's account.
CREATE FUNCTION points_check_settlement(p_settlement bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM points_settlement s LEFT JOIN points_settlementline l ON l.settlement_id = s.id
        WHERE s.id = p_settlement GROUP BY s.id
        HAVING (s.points, s.yen) IS DISTINCT FROM (sum(l.points), floor(sum(l.points * l.yen_per_point))::integer)) THEN
        PERFORM points_refuse('points_settlement_is_its_lines', 'a settlement is the sum of its lines');
    END IF;
END $$;

CREATE FUNCTION points_guard_settlement_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_settlement(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_settlement_line_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_settlement(NEW.settlement_id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_settlement_line() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_settlement s JOIN points_till t ON t.id = s.till_id
        JOIN points_account a ON a.owner_code = t.place_code AND a.kind = t.place_kind AND a.scope = t.scope
        JOIN points_posting p ON p.id = NEW.posting_id
        WHERE s.id = NEW.settlement_id
        AND p.at < (s.month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Tokyo'
        AND NEW.points = CASE a.id WHEN p.credit_id THEN p.amount WHEN p.debit_id THEN -p.amount END) THEN
        PERFORM points_refuse('points_settlement_line_of_its_till', 'a line is a posting of the till');
    END IF;
    RETURN NEW;
END $$;

-- Which guard stands where ------------------------------------------------------------------------------------------

-- A code that paid, that stands on a slip or on paper stays; one that was only shown can go.
CREATE OR REPLACE FUNCTION points_guard_payment_code_deletion() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.booklet_id IS NOT NULL OR EXISTS (SELECT FROM points_payment y WHERE y.payment_code_id = OLD.id)
        OR EXISTS (SELECT FROM points_slip s WHERE s.written_code = OLD.short_code) THEN
        PERFORM points_refuse('points_payment_code_stays_when_used', 'a code that was used stays');
    END IF;
    RETURN OLD;
END $$;

-- What stands in a settlement is put right by a refund, and no more as if it had been typed otherwise. Whoever settles
-- holds the lock on the till's account, which the refund or the payment of a correction had to take before.
CREATE FUNCTION points_guard_slip_correction() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM points_slip s JOIN points_payment p ON p.id = s.payment_id
        JOIN points_settlementline l ON l.posting_id = p.posting_id WHERE s.id = NEW.slip_id) THEN
        PERFORM points_refuse('points_slip_corrected_before_settlement', 'a slip is corrected before it is settled');
    END IF;
    RETURN NEW;
END $$;

-- At commit: what a correction says is what was taken in the end, or another slip says it whole.
CREATE FUNCTION points_guard_slip_correction_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    s points_slip;
    p points_payment;
    m points_slip;
    v_back integer;
BEGIN
    SELECT * INTO s FROM points_slip WHERE id = NEW.slip_id;
    SELECT * INTO p FROM points_payment WHERE id = s.payment_id;
    SELECT * INTO m FROM points_slip WHERE id = NEW.made_id;
    SELECT coalesce(sum(r.amount), 0) INTO v_back FROM points_slipcorrection c JOIN points_refund r ON r.id = c.refund_id
    WHERE c.slip_id = s.id AND c.id <= NEW.id AND r.payment_id = p.id;
    IF NEW.refund_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_refund r WHERE r.id = NEW.refund_id AND r.payment_id = p.id) THEN
        PERFORM points_refuse('points_slip_correction_adds_up', 'a correction gives back what its own slip took');
    ELSIF s.state = 'corrected' AND NOT coalesce(
        m.addition_to_id IS NULL AND (m.till_id, m.written_code, m.amount, m.noted_at)
            = (s.till_id, NEW.written_code, NEW.amount, NEW.noted_at) AND (p.id IS NULL OR p.refunded = p.amount), false)
        AND NEW.id = (SELECT max(id) FROM points_slipcorrection WHERE slip_id = s.id) THEN
        PERFORM points_refuse('points_slip_correction_adds_up', 'another slip says it whole, and nothing is left of this');
    ELSIF s.state = 'taken' AND NOT coalesce(
        NEW.written_code = s.written_code AND (m.id IS NULL OR m.addition_to_id = s.id)
        AND p.amount - v_back + coalesce(m.amount, 0) = NEW.amount, false) THEN
        PERFORM points_refuse('points_slip_correction_adds_up', 'a correction says what was taken in the end');
    ELSIF s.state NOT IN ('corrected', 'taken') THEN
        PERFORM points_refuse('points_slip_correction_adds_up', 'what is still to be decided says what it says');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER points_payment_changes_by_refund BEFORE UPDATE ON points_payment
    FOR EACH ROW EXECUTE FUNCTION points_guard_payment_change();
CREATE CONSTRAINT TRIGGER points_payment_complete AFTER INSERT OR UPDATE ON points_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_payment_complete();
CREATE CONSTRAINT TRIGGER points_refund_complete AFTER INSERT ON points_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_refund_complete();
CREATE TRIGGER points_paymentcode_keeps BEFORE UPDATE ON points_paymentcode
    FOR EACH ROW EXECUTE FUNCTION points_guard_payment_code_change();
CREATE TRIGGER points_paymentcode_stays_when_used BEFORE DELETE ON points_paymentcode
    FOR EACH ROW EXECUTE FUNCTION points_guard_payment_code_deletion();
CREATE TRIGGER points_booklet_keeps BEFORE UPDATE ON points_booklet
    FOR EACH ROW EXECUTE FUNCTION points_guard_booklet_change();
CREATE TRIGGER points_till_keeps BEFORE UPDATE ON points_till
    FOR EACH ROW EXECUTE FUNCTION points_guard_till_change();
CREATE TRIGGER points_shopcontract_keeps BEFORE UPDATE ON points_shopcontract
    FOR EACH ROW EXECUTE FUNCTION points_guard_shop_contract_change();
CREATE TRIGGER points_slip_decided_once BEFORE UPDATE ON points_slip
    FOR EACH ROW EXECUTE FUNCTION points_guard_slip_change();
CREATE CONSTRAINT TRIGGER points_slip_complete AFTER INSERT OR UPDATE ON points_slip
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_slip_complete();
CREATE TRIGGER points_slipcorrection_in_time BEFORE INSERT ON points_slipcorrection
    FOR EACH ROW EXECUTE FUNCTION points_guard_slip_correction();
CREATE CONSTRAINT TRIGGER points_slipcorrection_complete AFTER INSERT ON points_slipcorrection
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_slip_correction_complete();
CREATE CONSTRAINT TRIGGER points_settlement_complete AFTER INSERT ON points_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_settlement_complete();
CREATE TRIGGER points_settlementline_fits BEFORE INSERT ON points_settlementline
    FOR EACH ROW EXECUTE FUNCTION points_guard_settlement_line();
CREATE CONSTRAINT TRIGGER points_settlementline_complete AFTER INSERT ON points_settlementline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_settlement_line_complete();

DO $$
DECLARE
    v_name text;
    v_trigger text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['refund', 'settlement', 'settlementline', 'slipcorrection'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['payment', 'booklet', 'till', 'shopcontract', 'slip'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_deleted BEFORE DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOR v_name, v_trigger IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relname IN (
            'points_refund', 'points_settlement', 'points_settlementline', 'points_payment', 'points_paymentcode',
            'points_booklet', 'points_till', 'points_shopcontract', 'points_slip', 'points_slipcorrection') LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_name, v_trigger);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['refund', 'settlement', 'settlementline', 'payment', 'slip',
                                    'slipcorrection'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_truncated BEFORE TRUNCATE ON points_%1$s
            FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
END $$;
