DROP TRIGGER birth_leaves_no_place_without_consent ON accounts_user;
DROP FUNCTION volunteers_refuse_minor_by_birth();
DROP TRIGGER attendance_of_a_minor_has_consent ON volunteers_attendance;
DROP FUNCTION volunteers_refuse_minor_at_the_door();
DROP TRIGGER heard_withdrawal_is_of_who_withdrew ON volunteers_heardwithdrawal;
DROP FUNCTION volunteers_refuse_hearing_of_who_stays();
CREATE OR REPLACE FUNCTION volunteers_refuse_minor_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS assignment
        JOIN volunteers_shift AS shift ON shift.id = assignment.shift_id
        JOIN volunteers_request AS request ON request.id = shift.request_id
        JOIN accounts_user AS person ON person.id = assignment.person_id
        CROSS JOIN LATERAL (SELECT (shift.starts_at AT TIME ZONE 'Asia/Tokyo')::date AS day) AS at
        WHERE assignment.id = NEW.id AND assignment.state = 'confirmed'
          AND CASE WHEN person.date_of_birth IS NULL THEN NOT assignment.stated @> ARRAY['adult']::varchar[]
                   ELSE date_part('year', age(at.day, person.date_of_birth)) < 18 END
          AND NOT EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = assignment.id)
          AND NOT EXISTS (
              SELECT FROM volunteers_consent AS consent
              WHERE consent.minor_id = person.id AND consent.state = 'given'
                AND ((consent.shift_id = shift.id AND consent.shift_during @> shift.during)
                     OR (consent.field_id = request.field_id AND consent.during @> at.day))
          )
    ) THEN
        RAISE EXCEPTION 'a minor has a place without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_of_a_minor_has_consent';
    END IF;
    RETURN NULL;
END
$$;
DROP FUNCTION volunteers_lacks_consent(volunteers_assignment);
