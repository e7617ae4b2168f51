-- The same paper counts as a new slip only after the city took back what it paid for it, and once after each time: the
-- return of a slip is decided once and never deleted, so what holds on sending holds for good.
CREATE FUNCTION points_guard_slip_again() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.again_of_id IS NOT NULL AND (NEW.addition_to_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM points_slip s JOIN points_slipreturn r ON r.slip_id = s.id AND r.state = 'returned'
        WHERE s.id = NEW.again_of_id AND (s.till_id, s.written_code, s.amount, s.noted_at)
            = (NEW.till_id, NEW.written_code, NEW.amount, NEW.noted_at))) THEN
        PERFORM points_refuse('points_slip_again_of_what_was_taken_back', 'what was not taken back is not sent again');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER points_slip_again BEFORE INSERT ON points_slip FOR EACH ROW EXECUTE FUNCTION points_guard_slip_again();
ALTER TABLE points_slip ENABLE ALWAYS TRIGGER points_slip_again;
