-- `taken` is the sum of the places that are filled: by those who are confirmed, and by those whose answer or whose
-- guardian's consent is due.
CREATE OR REPLACE FUNCTION volunteers_refuse_miscounted_places(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_shift AS shift
        WHERE shift.id = ANY (ids)
          AND shift.taken <> (
              SELECT coalesce(sum(assignment.places), 0) FROM volunteers_assignment AS assignment
              WHERE assignment.shift_id = shift.id AND assignment.state IN ('offered', 'held', 'confirmed')
          )
    ) THEN
        RAISE EXCEPTION 'taken is not the number of places that are filled'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_taken_is_the_confirmed';
    END IF;
END
$$;

DROP TRIGGER shift_taken_is_the_confirmed ON volunteers_assignment;
CREATE CONSTRAINT TRIGGER shift_taken_is_the_confirmed
    AFTER INSERT OR DELETE OR UPDATE OF state, shift_id, places ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_count_places_of_assignment();
