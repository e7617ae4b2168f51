-- At commit: the points held for a voucher are a shop's only where it was handed over there, and those held for a room
-- coupon are taken only by its use on a booking.
CREATE OR REPLACE FUNCTION points_guard_hold_reaches_its_shop() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'captured' OR OLD.state <> 'open' THEN
        RETURN NULL;
    ELSIF EXISTS (
        SELECT FROM points_voucher v JOIN points_posting p ON p.hold_id = NEW.id
        JOIN points_account a ON a.id = p.credit_id AND a.kind = 'shop' WHERE v.hold_id = NEW.id
        AND (v.place_kind, v.place_code) <> ('shop', a.owner_code) AND NOT EXISTS (
            SELECT FROM points_voucheruse u WHERE u.voucher_id = v.id
            AND (u.place_kind, u.place_code) = ('shop', a.owner_code))) THEN
        PERFORM points_refuse('points_voucher_pays_where_it_was_taken', 'a shop is paid for what it handed over');
    ELSIF EXISTS (
        SELECT FROM points_voucher v WHERE v.hold_id = NEW.id AND v.kind = 'room_coupon'
        AND NOT EXISTS (SELECT FROM points_couponuse u WHERE u.voucher_id = v.id)) THEN
        PERFORM points_refuse('points_coupon_paid_by_its_use', 'a coupon is paid when it is used on a booking');
    END IF;
    RETURN NULL;
END $$;
