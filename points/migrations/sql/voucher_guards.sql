-- A voucher ends once; only a room coupon comes back, when its booking is cancelled. A coupon is used exactly while it
-- is on a booking. The rest of a voucher's row never changes.

CREATE FUNCTION points_guard_voucher_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - '{state,ended_at,place_kind,place_code,place_name,by_code}'::text[]
        <> to_jsonb(OLD) - '{state,ended_at,place_kind,place_code,place_name,by_code}'::text[] THEN
        PERFORM points_refuse('points_voucher_identity_stays', 'a voucher keeps its owner and its value');
    END IF;
    IF OLD.state <> 'issued' AND NOT (OLD.state = 'used' AND NEW.state = 'issued' AND OLD.kind = 'room_coupon') THEN
        PERFORM points_refuse('points_voucher_ends_once', 'a voucher has one end');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_check_voucher(p_voucher bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_voucher points_voucher;
    v_hold text;
    v_on_booking boolean := EXISTS (SELECT FROM points_couponuse
                                    WHERE voucher_id = p_voucher AND released_at IS NULL);
BEGIN
    SELECT * INTO v_voucher FROM points_voucher WHERE id = p_voucher;
    SELECT state INTO v_hold FROM points_hold WHERE id = v_voucher.hold_id;
    IF v_on_booking <> (v_voucher.kind = 'room_coupon' AND v_voucher.state = 'used') THEN
        PERFORM points_refuse('points_coupon_used_while_on_a_booking', 'a coupon is used while it is on a booking');
    END IF;
    IF v_voucher.state = 'used' AND v_hold <> 'captured' OR v_voucher.state = 'cancelled' AND v_hold <> 'voided' THEN
        PERFORM points_refuse('points_voucher_follows_its_hold', 'a used voucher is paid, a cancelled one is not');
    END IF;
END $$;

CREATE FUNCTION points_guard_voucher_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_voucher(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_coupon_use_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_voucher(NEW.voucher_id);
    RETURN NULL;
END $$;

CREATE TRIGGER points_voucher_ends_once BEFORE UPDATE ON points_voucher
    FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_change();
CREATE CONSTRAINT TRIGGER points_voucher_complete AFTER INSERT OR UPDATE ON points_voucher
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_complete();
CREATE CONSTRAINT TRIGGER points_couponuse_complete AFTER INSERT OR UPDATE ON points_couponuse
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_coupon_use_complete();
CREATE TRIGGER points_voucher_never_deleted BEFORE DELETE ON points_voucher
    FOR EACH ROW EXECUTE FUNCTION points_guard_append_only();
CREATE TRIGGER points_couponuse_never_deleted BEFORE DELETE ON points_couponuse
    FOR EACH ROW EXECUTE FUNCTION points_guard_append_only();

ALTER TABLE points_voucher ENABLE ALWAYS TRIGGER points_voucher_ends_once;
ALTER TABLE points_voucher ENABLE ALWAYS TRIGGER points_voucher_complete;
ALTER TABLE points_voucher ENABLE ALWAYS TRIGGER points_voucher_never_deleted;
ALTER TABLE points_couponuse ENABLE ALWAYS TRIGGER points_couponuse_complete;
ALTER TABLE points_couponuse ENABLE ALWAYS TRIGGER points_couponuse_never_deleted;
