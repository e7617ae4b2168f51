-- Hours that were approved before people were counted were those of one person, who answered for the party.
UPDATE volunteers_party AS party
SET present = 1, counted_by_id = attendance.approved_by_id, counted_at = attendance.approved_at
FROM volunteers_attendance AS attendance
WHERE attendance.assignment_id = party.assignment_id AND attendance.approved_at IS NOT NULL;

-- How many of a party came is written of a party that was checked in, and not changed while its hours are approved. The
-- attendance's row is locked, so that a count and an approval at one moment see each other.
CREATE FUNCTION volunteers_refuse_count_of_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM volunteers_attendance
    WHERE assignment_id = NEW.assignment_id AND approved_at IS NULL AND voided_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a party is counted after its check-in and before its hours are approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_counted_while_hours_are_open';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER party_counted_while_hours_are_open
    BEFORE UPDATE OF present, contact_came ON volunteers_party
    FOR EACH ROW WHEN ((NEW.present, NEW.contact_came) IS DISTINCT FROM (OLD.present, OLD.contact_came))
    EXECUTE FUNCTION volunteers_refuse_count_of_party();

-- The hours of a party are people times time: nobody approves them before the people are counted, and nobody has points
-- for a party in which they were not.
CREATE FUNCTION volunteers_refuse_hours_of_uncounted_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_at IS NOT NULL AND EXISTS (
        SELECT FROM volunteers_party WHERE assignment_id = NEW.assignment_id AND present IS NULL
    ) THEN
        RAISE EXCEPTION 'the people of this party are not counted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_counted_before_its_hours';
    END IF;
    IF NEW.posting_code <> '' AND EXISTS (
        SELECT FROM volunteers_party WHERE assignment_id = NEW.assignment_id AND NOT contact_came
    ) THEN
        RAISE EXCEPTION 'points for somebody who was not there'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_points_only_to_who_came';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER party_counted_before_its_hours
    BEFORE INSERT OR UPDATE OF approved_at, posting_code ON volunteers_attendance
    FOR EACH ROW WHEN (NEW.approved_at IS NOT NULL) EXECUTE FUNCTION volunteers_refuse_hours_of_uncounted_party();

-- A party whose request has conditions has a place only when it was said, of so many people at least, that they meet
-- them. Looked at when a transaction ends: the place and the words are written together.
CREATE FUNCTION volunteers_refuse_undeclared_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_party AS party
        JOIN volunteers_assignment AS assignment ON assignment.id = party.assignment_id
        JOIN volunteers_shift AS shift ON shift.id = assignment.shift_id
        JOIN volunteers_request AS request ON request.id = shift.request_id
        WHERE party.assignment_id = NEW.id AND assignment.state = 'confirmed'
          AND (request.minimum_age IS NOT NULL OR request.maximum_age IS NOT NULL OR request.guardian <> ''
               OR request.certificate <> '' OR request.insurance = 'own' OR request.gender <> '')
          AND NOT EXISTS (
              SELECT FROM volunteers_partydeclaration AS declaration
              WHERE declaration.party_id = party.assignment_id AND declaration.people >= assignment.places
          )
    ) THEN
        RAISE EXCEPTION 'nobody said that the people of this party meet the conditions'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_conditions_are_declared';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER party_conditions_are_declared
    AFTER INSERT OR UPDATE OF state, places ON volunteers_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'confirmed')
    EXECUTE FUNCTION volunteers_refuse_undeclared_party();

CREATE FUNCTION volunteers_refuse_rewriting_declarations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was declared is not rewritten'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'party_declaration_is_append_only';
END
$$;

CREATE TRIGGER party_declaration_is_append_only
    BEFORE UPDATE ON volunteers_partydeclaration
    FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_rewriting_declarations();
