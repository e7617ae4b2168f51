-- What the city gives back of a payment is given by who decides for the city, or by the desk that puts a slip right; and
-- only until the books of the fiscal year in which it was paid are closed.

-- The last Tokyo date: 31 May after the fiscal year, when a municipality closes its books (Local Autonomy Act, 235-5).
CREATE FUNCTION points_city_refunds_until(p_paid timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT make_date(extract(year FROM points_tokyo_date(p_paid) - interval '3 months')::integer + 1, 5, 31)
$$;

-- Whether somebody decides for the city, or put a paper slip right by this refund, which only desks may.
CREATE FUNCTION points_gives_back_for_the_city(p points_refund) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_staffrole s JOIN accounts_user u ON u.id = s.user_id
        WHERE u.code = p.by_code AND u.is_active AND (s.kind IN ('city_official', 'administrator') OR EXISTS (
            SELECT FROM points_slipcorrection c JOIN points_slip l ON l.id = c.slip_id
            JOIN points_till t ON t.id = l.till_id
            WHERE c.refund_id = p.id AND c.by_code = p.by_code AND s.kind = 'center_staff'
            AND (t.place_kind = 'shop' OR t.place_code = s.center_code))))
$$;

-- At commit, when the correction of a slip stands, too.
CREATE FUNCTION points_guard_city_refund() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_payment y WHERE y.id = NEW.payment_id AND y.person_code = NEW.by_code) THEN
        PERFORM points_refuse('points_refund_by_another', 'nobody gives back to themselves');
    ELSIF NEW.by_city AND NOT points_gives_back_for_the_city(NEW) THEN
        PERFORM points_refuse('points_refund_by_the_city', 'who gives back for the city decides for it');
    ELSIF NEW.by_city AND EXISTS (
        SELECT FROM points_payment y LEFT JOIN points_posting p ON p.id = NEW.posting_id WHERE y.id = NEW.payment_id
        AND points_tokyo_date(greatest(NEW.at, p.at)) > points_city_refunds_until(y.at)) THEN
        PERFORM points_refuse('points_city_refund_in_time', 'the city gives back until the books are closed');
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER points_refund_by_the_city AFTER INSERT ON points_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_city_refund();
ALTER TABLE points_refund ENABLE ALWAYS TRIGGER points_refund_by_the_city;
