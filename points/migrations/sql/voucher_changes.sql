-- What of a voucher's row may change.
CREATE OR REPLACE FUNCTION points_guard_voucher_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_day date := points_tokyo_date(NEW.ended_at);
    v_free text[] := '{state,counted,sheets_used,ready_at,reminded_at,ended_at,reason,place_kind,place_code,place_name,by_code}';
BEGIN
    IF to_jsonb(NEW) - v_free <> to_jsonb(OLD) - v_free THEN
        PERFORM points_refuse('points_voucher_identity_stays', 'a voucher keeps its owner and its value');
    ELSIF OLD.state <> 'issued' AND NOT (OLD.state = 'used' AND NEW.state = 'issued' AND OLD.kind = 'room_coupon') THEN
        PERFORM points_refuse('points_voucher_ends_once', 'a voucher has one end');
    ELSIF NEW.state = 'used' AND (NEW.ready_at IS NULL OR v_day NOT BETWEEN NEW.usable_from AND NEW.valid_until) THEN
        PERFORM points_refuse('points_voucher_used_in_time', 'a voucher is used when it is ready, on one of its days');
    ELSIF NEW.sheets_used < OLD.sheets_used THEN
        PERFORM points_refuse('points_voucher_sheets_stay_used', 'sheets that were copied stay used');
    END IF;
    RETURN NEW;
END $$;
