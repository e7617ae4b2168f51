-- What devices sent and what was put right is never rewritten.
CREATE FUNCTION volunteers_refuse_rewriting_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_history_is_append_only';
END
$$;

CREATE TRIGGER attendance_history_is_append_only
    BEFORE UPDATE OR DELETE ON volunteers_attendanceevent
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_rewriting_attendance();
CREATE TRIGGER attendance_history_is_append_only
    BEFORE UPDATE OR DELETE ON volunteers_attendancechange
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_rewriting_attendance();

-- Approved hours have paid points: their times change only after the approval is taken back. The attendance's row is
-- locked, so that an approval and a correction at one moment cannot both go through.
CREATE FUNCTION volunteers_refuse_stays_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.attendance_id ELSE NEW.attendance_id END;
BEGIN
    PERFORM FROM volunteers_attendance WHERE assignment_id = changed AND approved_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the hours of this attendance are approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stay_not_after_approval';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER stay_not_after_approval
    BEFORE INSERT OR UPDATE OR DELETE ON volunteers_stay
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_stays_of_approved();

-- Nobody both came and did not come. Either side locks the assignment first (attendance_has_a_place does it for who
-- comes), so that the second of two at one moment sees the first.
CREATE FUNCTION volunteers_refuse_no_show_of_who_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM volunteers_assignment WHERE id = NEW.assignment_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = NEW.assignment_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'somebody who came is no no-show'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_show_not_of_who_came';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER no_show_not_of_who_came
    BEFORE INSERT ON volunteers_noshow
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_no_show_of_who_came();

CREATE FUNCTION volunteers_refuse_attendance_of_no_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM volunteers_noshow WHERE assignment_id = NEW.assignment_id AND undone_at IS NULL) THEN
        RAISE EXCEPTION 'somebody recorded as not having come is checked in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_not_of_a_no_show';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER attendance_not_of_a_no_show
    BEFORE INSERT OR UPDATE OF voided_at ON volunteers_attendance
    FOR EACH ROW WHEN (NEW.voided_at IS NULL) EXECUTE FUNCTION volunteers_refuse_attendance_of_no_show();

-- A check-in that was crossed out as a mistake holds nobody back.
CREATE OR REPLACE FUNCTION volunteers_refuse_leaving_after_check_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = NEW.id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'a checked-in place cannot be given up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_checked_in_stays';
    END IF;
    RETURN NEW;
END
$$;

-- One that is taken up again needs the place as much as a new one.
DROP TRIGGER attendance_has_a_place ON volunteers_attendance;
CREATE TRIGGER attendance_has_a_place
    BEFORE INSERT OR UPDATE OF assignment_id, approved_minutes, voided_at ON volunteers_attendance
    FOR EACH ROW WHEN (NEW.voided_at IS NULL) EXECUTE FUNCTION volunteers_refuse_attendance_without_place();

-- Until now one check-in was all that was known of somebody's time.
INSERT INTO volunteers_stay (attendance_id, starts_at, ends_at)
SELECT assignment_id, checked_in_at, checked_out_at FROM volunteers_attendance WHERE approved_at IS NULL;
