-- A withdrawal that somebody else wrote down is of a place that was given up by it.
CREATE FUNCTION volunteers_refuse_hearing_of_who_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM volunteers_assignment WHERE id = NEW.assignment_id AND state = 'withdrawn') THEN
        RAISE EXCEPTION 'a withdrawal is written down of somebody who did not withdraw'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'heard_withdrawal_is_of_who_withdrew';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER heard_withdrawal_is_of_who_withdrew
    AFTER INSERT OR UPDATE ON volunteers_heardwithdrawal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_hearing_of_who_stays();

-- Whether somebody is, or may be, under 18 at the time of a place and no guardian's consent covers it (decision 0014).
CREATE FUNCTION volunteers_lacks_consent(place volunteers_assignment) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM volunteers_shift AS shift
        JOIN volunteers_request AS request ON request.id = shift.request_id
        JOIN accounts_user AS person ON person.id = place.person_id
        CROSS JOIN LATERAL (SELECT (shift.starts_at AT TIME ZONE 'Asia/Tokyo')::date AS day) AS at
        WHERE shift.id = place.shift_id
          AND CASE WHEN person.date_of_birth IS NULL THEN NOT place.stated @> ARRAY['adult']::varchar[]
                   ELSE date_part('year', age(at.day, person.date_of_birth)) < 18 END
          AND NOT EXISTS (
              SELECT FROM volunteers_consent AS consent
              WHERE consent.minor_id = person.id AND consent.state = 'given'
                AND ((consent.shift_id = shift.id AND consent.shift_during @> shift.during)
                     OR (consent.field_id = request.field_id AND consent.during @> at.day))
          )
    )
$$;

CREATE OR REPLACE FUNCTION volunteers_refuse_minor_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS place
        WHERE place.id = NEW.id AND place.state = 'confirmed' AND volunteers_lacks_consent(place)
          AND NOT EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = place.id)
    ) THEN
        RAISE EXCEPTION 'a minor has a place without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_of_a_minor_has_consent';
    END IF;
    RETURN NULL;
END
$$;

-- Who comes without a place gets one and is checked in at one stroke: that must not be the way past the guardian.
-- A consent that is taken back later still leaves the place of somebody who was checked in.
CREATE FUNCTION volunteers_refuse_minor_at_the_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS place
        WHERE place.id = NEW.assignment_id AND volunteers_lacks_consent(place)
    ) THEN
        RAISE EXCEPTION 'a minor is checked in without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_of_a_minor_has_consent';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER attendance_of_a_minor_has_consent
    AFTER INSERT ON volunteers_attendance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_minor_at_the_door();

-- Who tells another date of birth has no place to come for certain that a guardian would have to consent to.
CREATE FUNCTION volunteers_refuse_minor_by_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_assignment AS place
        WHERE place.person_id = NEW.id AND place.state = 'confirmed' AND lower(place.during) > now()
          AND NOT EXISTS (SELECT FROM volunteers_attendance WHERE assignment_id = place.id)
          AND volunteers_lacks_consent(place)
    ) THEN
        RAISE EXCEPTION 'a minor has a place without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'birth_leaves_no_place_without_consent';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER birth_leaves_no_place_without_consent
    AFTER UPDATE OF date_of_birth ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.date_of_birth IS DISTINCT FROM OLD.date_of_birth)
    EXECUTE FUNCTION volunteers_refuse_minor_by_birth();
