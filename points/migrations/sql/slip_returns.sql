-- What the city paid a shop for a slip by mistake, and takes back: a second adjustment, the other way round. It is asked
-- for by one person and decided by another; the first posting stays as it is, and the settlement of the month in which
-- it is taken back has it as a line of its own. Its source is the slip, as that of what was paid is: so a point is worth
-- the same in both, and neither can be reversed.
CREATE FUNCTION points_return_slip(p_scope text, p_posting text, p_return text, p_actor text, p_now timestamptz)
RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_key text := 'slip-return:' || p_return;
    v_hash bytea := points_request_hash('return_slip', p_return);
    v_return points_slipreturn;
    v_slip points_slip;
    v_till points_till;
    v_posting points_posting;
BEGIN
    SELECT * INTO STRICT v_return FROM points_slipreturn WHERE code = p_return;
    SELECT * INTO v_slip FROM points_slip WHERE id = v_return.slip_id;
    SELECT * INTO v_till FROM points_till WHERE id = v_slip.till_id;
    v_posting.debit_id := points_stored_account(p_scope, v_till.place_kind, v_till.place_code, p_now);
    v_posting.credit_id := points_computed_account(p_scope, 'adjustment', p_now);
    PERFORM points_begin(p_scope, v_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    SELECT * INTO v_return FROM points_slipreturn WHERE code = p_return FOR NO KEY UPDATE;
    IF v_return.state <> 'waiting' THEN
        RETURN points_refusal('slip_decided');
    END IF;
    v_posting := points_draft(v_posting, p_posting, p_scope, 'adjust', v_slip.amount, 'slip', v_slip.code,
                              points_tokyo_date(p_now), v_key, v_hash, p_actor, p_now);
    v_posting.note := v_return.reason;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, v_key, v_hash);
    END IF;
    UPDATE points_slipreturn SET state = 'returned', posting_id = v_posting.id, decided_at = p_now,
        decided_by_code = p_actor WHERE id = v_return.id;
    RETURN points_answer_of(v_posting, v_posting.debit_id, 'posted');
END $$;

-- It is asked for of a slip that the city paid, by nobody who acts for its shop, and decided once, by somebody else.
CREATE FUNCTION points_guard_slip_return() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_free text[] := '{state,posting_id,decided_at,decided_by_code,note}';
    v_slip points_slip;
BEGIN
    SELECT * INTO v_slip FROM points_slip WHERE id = NEW.slip_id;
    IF TG_OP = 'INSERT' AND (v_slip.state <> 'paid' OR NEW.state <> 'waiting') THEN
        PERFORM points_refuse('points_slip_return_of_what_was_paid', 'what the city paid for a slip is asked back');
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.state <> 'waiting' OR to_jsonb(NEW) - v_free <> to_jsonb(OLD) - v_free THEN
            PERFORM points_refuse('points_slip_return_decided_once', 'it is decided once, and keeps what it says');
        END IF;
    END IF;
    IF EXISTS (SELECT FROM points_till t WHERE t.id = v_slip.till_id
               AND (points_runs_till(t, NEW.asked_by_code) OR points_runs_till(t, NEW.decided_by_code))) THEN
        PERFORM points_refuse('points_slip_return_by_another', 'nobody decides for their own shop');
    END IF;
    RETURN NEW;
END $$;

-- At commit: what was taken back is an adjustment of the slip's amount, out of its place's account.
CREATE FUNCTION points_guard_slip_return_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.posting_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_slip s JOIN points_till t ON t.id = s.till_id
        JOIN points_posting p ON p.id = NEW.posting_id JOIN points_account a ON a.id = p.debit_id
        WHERE s.id = NEW.slip_id AND (p.kind, p.source_kind, p.source_code, p.amount) = ('adjust', 'slip', s.code, s.amount)
        AND (a.kind, a.owner_code) = (t.place_kind, t.place_code)) THEN
        PERFORM points_refuse('points_slip_return_by_its_posting', 'what was taken back has its adjustment');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER points_slipreturn_fits BEFORE INSERT OR UPDATE ON points_slipreturn
    FOR EACH ROW EXECUTE FUNCTION points_guard_slip_return();
CREATE CONSTRAINT TRIGGER points_slipreturn_complete AFTER INSERT OR UPDATE ON points_slipreturn
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_slip_return_complete();
CREATE TRIGGER points_slipreturn_never_deleted BEFORE DELETE ON points_slipreturn
    FOR EACH ROW EXECUTE FUNCTION points_guard_append_only();
CREATE TRIGGER points_slipreturn_never_truncated BEFORE TRUNCATE ON points_slipreturn
    FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only();
ALTER TABLE points_slipreturn ENABLE ALWAYS TRIGGER points_slipreturn_fits;
ALTER TABLE points_slipreturn ENABLE ALWAYS TRIGGER points_slipreturn_complete;
ALTER TABLE points_slipreturn ENABLE ALWAYS TRIGGER points_slipreturn_never_deleted;
