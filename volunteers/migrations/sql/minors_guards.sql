-- A consent to a field is for a fiscal year (1 April to 31 March) at most.
ALTER TABLE volunteers_consent ADD CONSTRAINT consent_within_a_fiscal_year CHECK (
    extract(year FROM valid_from - interval '3 months') = extract(year FROM valid_until - interval '3 months')
);

-- Nobody under 18 on the day has a place for certain without a guardian's consent to that shift or to its field. Looked
-- at when a transaction ends: a consent and the place that it makes certain are written together. A consent that is
-- taken back later leaves the place of somebody who was checked in.
CREATE FUNCTION volunteers_refuse_minor_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
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
                AND (consent.shift_id = shift.id OR (consent.field_id = request.field_id AND consent.during @> at.day))
          )
    ) THEN
        RAISE EXCEPTION 'a minor has a place without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_of_a_minor_has_consent';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER assignment_of_a_minor_has_consent
    AFTER INSERT OR UPDATE OF state, person_id, shift_id ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'confirmed')
    EXECUTE FUNCTION volunteers_refuse_minor_without_consent();

-- Nobody brings more people than the event takes by one application, whoever writes.
CREATE FUNCTION volunteers_refuse_large_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.places > (
        SELECT request.party_limit FROM volunteers_shift AS shift
        JOIN volunteers_request AS request ON request.id = shift.request_id WHERE shift.id = NEW.shift_id
    ) THEN
        RAISE EXCEPTION 'more people than the event takes by one application'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_party_within_limit';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER assignment_party_within_limit
    AFTER INSERT OR UPDATE OF places, shift_id ON volunteers_assignment
    FOR EACH ROW WHEN (NEW.places > 1) EXECUTE FUNCTION volunteers_refuse_large_party();
