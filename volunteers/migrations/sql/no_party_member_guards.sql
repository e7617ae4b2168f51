DROP TRIGGER party_member_has_their_own_place ON volunteers_partymember;
DROP FUNCTION volunteers_refuse_strange_member();
CREATE OR REPLACE FUNCTION volunteers_refuse_large_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.places > greatest(
        (
            SELECT request.party_limit FROM volunteers_shift AS shift
            JOIN volunteers_request AS request ON request.id = shift.request_id WHERE shift.id = NEW.shift_id
        ),
        (
            SELECT greatest(party.asked, offer.headcount) FROM volunteers_party AS party
            LEFT JOIN volunteers_offer AS offer ON offer.id = party.offer_id WHERE party.assignment_id = NEW.id
        )
    ) THEN
        RAISE EXCEPTION 'more people than the event takes by one application, or than a party offered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_party_within_limit';
    END IF;
    RETURN NULL;
END
$$;
