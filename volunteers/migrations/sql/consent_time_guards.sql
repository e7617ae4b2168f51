-- A consent to a shift is to the time that the guardian was told: a shift that is moved beyond it, by whomever, leaves
-- nobody under 18 with a place for certain. `during` of an assignment is its shift's and follows it by the foreign key.
CREATE OR REPLACE FUNCTION volunteers_refuse_minor_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS assignment
        JOIN volunteers_shift AS shift ON shift.id = assignment.shift_id
        JOIN volunteers_request AS request ON request.id = shift.request_id
        JOIN accounts_user AS person ON person.id = assignment.person_id
        CROSS JOIN LATERAL (SELECT (shift.starts_at AT TIME ZONE 'Asia/Tokyo')::date AS day) AS at
        WHERE assignment.id = NEW.id AND assignment.state = 'confirmed'
          AND date_part('year', age(at.day, person.date_of_birth)) < 18
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

DROP TRIGGER assignment_of_a_minor_has_consent ON volunteers_assignment;
CREATE CONSTRAINT TRIGGER assignment_of_a_minor_has_consent
    AFTER INSERT OR UPDATE OF state, person_id, shift_id, during ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'confirmed')
    EXECUTE FUNCTION volunteers_refuse_minor_without_consent();
