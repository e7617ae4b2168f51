-- An assignment's range is its shift's: the exclusion constraint can be trusted, also when a shift is moved.
ALTER TABLE volunteers_assignment
    ADD CONSTRAINT assignment_during_is_its_shifts FOREIGN KEY (shift_id, during)
    REFERENCES volunteers_shift (id, during) ON UPDATE CASCADE;

-- `taken` is the number of confirmed, whoever writes and by whatever statement; looked at when a transaction ends.
CREATE FUNCTION volunteers_refuse_miscounted_places(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_shift AS shift
        WHERE shift.id = ANY (ids)
          AND shift.taken <> (
              SELECT count(*) FROM volunteers_assignment AS assignment
              WHERE assignment.shift_id = shift.id AND assignment.state = 'confirmed'
          )
    ) THEN
        RAISE EXCEPTION 'taken is not the number of confirmed assignments'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_taken_is_the_confirmed';
    END IF;
END
$$;

CREATE FUNCTION volunteers_count_places_of_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM volunteers_refuse_miscounted_places(
        CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[NEW.shift_id]
            WHEN 'DELETE' THEN ARRAY[OLD.shift_id]
            ELSE ARRAY[OLD.shift_id, NEW.shift_id]
        END
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION volunteers_count_places_of_shift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM volunteers_refuse_miscounted_places(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER shift_taken_is_the_confirmed
    AFTER INSERT OR DELETE OR UPDATE OF state, shift_id ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_count_places_of_assignment();

CREATE CONSTRAINT TRIGGER shift_taken_is_the_confirmed
    AFTER INSERT OR UPDATE OF taken ON volunteers_shift
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_count_places_of_shift();

-- Only somebody with a place can have come, and who came keeps the place. The row is locked, so that a check-in and a
-- withdrawal at one moment cannot both go through.
CREATE FUNCTION volunteers_refuse_attendance_without_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM volunteers_assignment WHERE id = NEW.assignment_id AND state = 'confirmed' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'attendance without a confirmed place'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_has_a_place';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER attendance_has_a_place
    BEFORE INSERT OR UPDATE OF assignment_id ON volunteers_attendance
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_attendance_without_place();

CREATE FUNCTION volunteers_refuse_leaving_after_check_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = NEW.id) THEN
        RAISE EXCEPTION 'a checked-in place cannot be given up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_checked_in_stays';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER assignment_checked_in_stays
    BEFORE UPDATE OF state ON volunteers_assignment
    FOR EACH ROW WHEN (OLD.state = 'confirmed' AND NEW.state <> 'confirmed')
    EXECUTE FUNCTION volunteers_refuse_leaving_after_check_in();
