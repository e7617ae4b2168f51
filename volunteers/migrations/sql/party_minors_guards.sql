-- A party has a place only when it was said, of so many people at least, that they meet the conditions and that the
-- guardians of minors among them consent. Looked at when a transaction ends: the place and the words are written together.
CREATE OR REPLACE FUNCTION volunteers_refuse_undeclared_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_party AS party
        JOIN volunteers_assignment AS assignment ON assignment.id = party.assignment_id
        WHERE party.assignment_id = NEW.id AND assignment.state = 'confirmed'
          AND NOT EXISTS (
              SELECT FROM volunteers_partydeclaration AS declaration
              WHERE declaration.party_id = party.assignment_id AND declaration.people >= assignment.places
          )
    ) THEN
        RAISE EXCEPTION 'nobody said that the people of this party meet the conditions and that guardians consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_conditions_are_declared';
    END IF;
    RETURN NULL;
END
$$;
