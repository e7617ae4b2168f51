-- The place of a member is their own, of the shift to which the party comes.
CREATE FUNCTION volunteers_refuse_strange_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.place_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM volunteers_assignment AS own
        JOIN volunteers_assignment AS contact ON contact.id = NEW.party_id AND contact.shift_id = own.shift_id
        WHERE own.id = NEW.place_id AND own.person_id = NEW.person_id AND own.places = 1
    ) THEN
        RAISE EXCEPTION 'a member of a party has somebody else''s place, or one of another shift'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_member_has_their_own_place';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER party_member_has_their_own_place
    AFTER INSERT OR UPDATE ON volunteers_partymember
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_refuse_strange_member();

-- Members with a place of their own are of the party's number: with them it brings no more than it offered.
CREATE OR REPLACE FUNCTION volunteers_refuse_large_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.places + (
        SELECT count(*) FROM volunteers_partymember AS member
        JOIN volunteers_assignment AS own ON own.id = member.place_id
        WHERE member.party_id = NEW.id AND own.state IN ('offered', 'held', 'confirmed')
    ) > greatest(
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
