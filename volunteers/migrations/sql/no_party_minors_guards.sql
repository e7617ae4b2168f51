-- As party_presence_guards.sql has it: words were asked for only where a request has conditions.
CREATE OR REPLACE FUNCTION volunteers_refuse_undeclared_party() RETURNS trigger LANGUAGE plpgsql AS $$
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
