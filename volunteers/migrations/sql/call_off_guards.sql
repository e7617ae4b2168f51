-- The minutes of a window follow the places of its shifts, whoever writes and by whatever statement; the CHECK
-- window_minutes_within_need then refuses what is too much. The window's row is locked by it.
CREATE FUNCTION volunteers_place_minutes(shift volunteers_shift) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT (shift.taken * extract(epoch FROM shift.ends_at - shift.starts_at) / 60)::integer
$$;

CREATE FUNCTION volunteers_count_window_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gained integer := 0;
BEGIN
    IF TG_OP <> 'DELETE' THEN gained := gained + volunteers_place_minutes(NEW); END IF;
    IF TG_OP <> 'INSERT' THEN gained := gained - volunteers_place_minutes(OLD); END IF;
    IF gained <> 0 THEN
        UPDATE volunteers_window SET minutes_taken = minutes_taken + gained
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.window_id ELSE NEW.window_id END;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER window_minutes_follow_places
    AFTER UPDATE OF taken, starts_at, ends_at ON volunteers_shift
    FOR EACH ROW WHEN (NEW.window_id IS NOT NULL) EXECUTE FUNCTION volunteers_count_window_minutes();
CREATE TRIGGER window_minutes_follow_new_places
    AFTER INSERT ON volunteers_shift
    FOR EACH ROW WHEN (NEW.window_id IS NOT NULL) EXECUTE FUNCTION volunteers_count_window_minutes();
CREATE TRIGGER window_minutes_follow_lost_places
    AFTER DELETE ON volunteers_shift
    FOR EACH ROW WHEN (OLD.window_id IS NOT NULL) EXECUTE FUNCTION volunteers_count_window_minutes();

-- Nobody stands to a shift that is called off. Whoever calls it off locks its row FOR UPDATE, which waits for every
-- assignment on its way (their foreign key holds FOR KEY SHARE); whoever comes later is refused here.
CREATE FUNCTION volunteers_refuse_standing_to_called_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS assignment
        JOIN volunteers_shift AS shift ON shift.id = assignment.shift_id
        WHERE shift.called_off_at IS NOT NULL AND assignment.ended_at IS NULL
          AND assignment.id = NEW.id
    ) THEN
        RAISE EXCEPTION 'somebody stands to a shift that is called off'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_not_of_a_called_off_shift';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION volunteers_refuse_calling_off_some() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM volunteers_assignment WHERE shift_id = NEW.id AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'somebody stands to a shift that is called off'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_not_of_a_called_off_shift';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER assignment_not_of_a_called_off_shift
    AFTER INSERT OR UPDATE OF state, shift_id ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION volunteers_refuse_standing_to_called_off();
CREATE CONSTRAINT TRIGGER assignment_not_of_a_called_off_shift
    AFTER UPDATE OF called_off_at ON volunteers_shift
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.called_off_at IS NOT NULL)
    EXECUTE FUNCTION volunteers_refuse_calling_off_some();

-- Who came early to an activity that is then called off gives the place up with all others; that they came stays
-- written, and no hours can be approved for it.
DROP TRIGGER assignment_checked_in_stays ON volunteers_assignment;
CREATE TRIGGER assignment_checked_in_stays
    BEFORE UPDATE OF state ON volunteers_assignment
    FOR EACH ROW WHEN (OLD.state = 'confirmed' AND NEW.state NOT IN ('confirmed', 'called_off'))
    EXECUTE FUNCTION volunteers_refuse_leaving_after_check_in();

DROP TRIGGER attendance_has_a_place ON volunteers_attendance;
CREATE TRIGGER attendance_has_a_place
    BEFORE INSERT OR UPDATE OF assignment_id, approved_minutes ON volunteers_attendance
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_attendance_without_place();
