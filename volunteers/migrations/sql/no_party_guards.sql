-- As it was before parties.
CREATE OR REPLACE FUNCTION volunteers_refuse_large_party() RETURNS trigger LANGUAGE plpgsql AS $$
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
