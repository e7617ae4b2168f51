DROP TRIGGER attendance_has_a_place ON volunteers_attendance;
CREATE TRIGGER attendance_has_a_place
    BEFORE INSERT OR UPDATE OF assignment_id, approved_minutes ON volunteers_attendance
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_attendance_without_place();

CREATE OR REPLACE FUNCTION volunteers_refuse_leaving_after_check_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = NEW.id) THEN
        RAISE EXCEPTION 'a checked-in place cannot be given up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_checked_in_stays';
    END IF;
    RETURN NEW;
END
$$;

DROP TRIGGER attendance_not_of_a_no_show ON volunteers_attendance;
DROP FUNCTION volunteers_refuse_attendance_of_no_show();
DROP TRIGGER no_show_not_of_who_came ON volunteers_noshow;
DROP FUNCTION volunteers_refuse_no_show_of_who_came();
DROP TRIGGER stay_not_after_approval ON volunteers_stay;
DROP FUNCTION volunteers_refuse_stays_of_approved();
DROP TRIGGER attendance_history_is_append_only ON volunteers_attendanceevent;
DROP TRIGGER attendance_history_is_append_only ON volunteers_attendancechange;
DROP FUNCTION volunteers_refuse_rewriting_attendance();
