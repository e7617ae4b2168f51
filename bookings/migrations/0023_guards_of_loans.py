from django.db import migrations

# What constraints on one row cannot say: a live loan holds as many pieces of its equipment as it says, for its time;
# and one that goes with a booking lies within it and ends with it.

GUARDS = """
CREATE FUNCTION bookings_check_loan(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l record;
    agreeing bigint;
    held bigint;
BEGIN
    SELECT equipment_id, pieces, during, state, state IN ('reserved', 'handed_out') AS live INTO l
      FROM bookings_loan WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*), count(*) FILTER (
               WHERE p.equipment_id = l.equipment_id AND h.during = l.during AND h.is_out = (l.state = 'handed_out'))
      INTO held, agreeing
      FROM bookings_piecehold h JOIN bookings_equipmentpiece p ON p.id = h.piece_id
     WHERE h.loan_id = wanted AND h.holds;
    IF (l.live AND held = l.pieces AND agreeing = l.pieces) OR (NOT l.live AND held = 0) THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'loan % and its pieces do not agree', wanted
        USING ERRCODE = 'check_violation', CONSTRAINT = 'piece_holds_match_loan';
END $$;

CREATE FUNCTION bookings_guard_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bookings_check_loan(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION bookings_guard_piece_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bookings_check_loan(OLD.loan_id);
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.loan_id <> OLD.loan_id) THEN
        PERFORM bookings_check_loan(NEW.loan_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_loans_of(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM bookings_loan l JOIN bookings_booking b ON b.id = l.booking_id
         WHERE b.id = wanted AND l.state = 'reserved'
           AND NOT (b.state IN ('offered', 'tentative', 'applied', 'approved', 'used', 'reported')
                    AND b.during @> l.during)
    ) THEN
        RAISE EXCEPTION 'a loan stands without its booking %', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_stands_with_its_booking';
    END IF;
END $$;

CREATE FUNCTION bookings_guard_loan_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bookings_check_loans_of(CASE WHEN TG_TABLE_NAME = 'bookings_loan'
                                         THEN (to_jsonb(NEW) ->> 'booking_id')::bigint ELSE NEW.id END);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER loan_holds_match AFTER INSERT OR UPDATE ON bookings_loan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_guard_loan();
CREATE CONSTRAINT TRIGGER piece_hold_matches_loan AFTER INSERT OR UPDATE OR DELETE ON bookings_piecehold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_guard_piece_hold();
CREATE CONSTRAINT TRIGGER loan_stands_with_its_booking AFTER INSERT OR UPDATE ON bookings_loan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.booking_id IS NOT NULL)
    EXECUTE FUNCTION bookings_guard_loan_of_booking();
CREATE CONSTRAINT TRIGGER booking_keeps_its_loans AFTER UPDATE OF state, during ON bookings_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_guard_loan_of_booking();
"""
NO_GUARDS = """
DROP TRIGGER booking_keeps_its_loans ON bookings_booking;
DROP TRIGGER loan_stands_with_its_booking ON bookings_loan;
DROP TRIGGER piece_hold_matches_loan ON bookings_piecehold;
DROP TRIGGER loan_holds_match ON bookings_loan;
DROP FUNCTION bookings_guard_loan_of_booking();
DROP FUNCTION bookings_check_loans_of(bigint);
DROP FUNCTION bookings_guard_piece_hold();
DROP FUNCTION bookings_guard_loan();
DROP FUNCTION bookings_check_loan(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0022_equipment")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
