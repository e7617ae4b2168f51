DROP TRIGGER attendance_has_a_place ON volunteers_attendance;
CREATE TRIGGER attendance_has_a_place
    BEFORE INSERT OR UPDATE OF assignment_id ON volunteers_attendance
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_attendance_without_place();
DROP TRIGGER assignment_checked_in_stays ON volunteers_assignment;
CREATE TRIGGER assignment_checked_in_stays
    BEFORE UPDATE OF state ON volunteers_assignment
    FOR EACH ROW WHEN (OLD.state = 'confirmed' AND NEW.state <> 'confirmed')
    EXECUTE FUNCTION volunteers_refuse_leaving_after_check_in();
DROP TRIGGER assignment_not_of_a_called_off_shift ON volunteers_shift;
DROP TRIGGER assignment_not_of_a_called_off_shift ON volunteers_assignment;
DROP FUNCTION volunteers_refuse_calling_off_some();
DROP FUNCTION volunteers_refuse_standing_to_called_off();
DROP TRIGGER window_minutes_follow_lost_places ON volunteers_shift;
DROP TRIGGER window_minutes_follow_new_places ON volunteers_shift;
DROP TRIGGER window_minutes_follow_places ON volunteers_shift;
DROP FUNCTION volunteers_count_window_minutes();
DROP FUNCTION volunteers_place_minutes(volunteers_shift);
