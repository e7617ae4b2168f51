-- Nobody under 18 on the day of the answer is quoted without a guardian's consent to that wording, and nobody is any
-- more once it is taken back. Looked at when a transaction ends: a consent and the quote are written together.
CREATE FUNCTION volunteers_refuse_minor_quoted(quote_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM volunteers_quote AS quote
        JOIN volunteers_feedback AS feedback ON feedback.id = quote.feedback_id
        JOIN volunteers_assignment AS assignment ON assignment.id = feedback.assignment_id
        JOIN accounts_user AS person ON person.id = assignment.person_id
        WHERE quote.id = ANY (quote_ids) AND quote.state = 'given'
          AND date_part('year', age((quote.decided_at AT TIME ZONE 'Asia/Tokyo')::date, person.date_of_birth)) < 18
          AND NOT EXISTS (
              SELECT FROM volunteers_quoteconsent AS consent
              WHERE consent.quote_id = quote.id AND consent.state = 'given' AND consent.shown_as = quote.shown_as
          )
    ) THEN
        RAISE EXCEPTION 'a minor is quoted without a guardian''s consent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_of_a_minor_has_consent';
    END IF;
END
$$;

CREATE FUNCTION volunteers_look_at_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM volunteers_refuse_minor_quoted(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION volunteers_look_at_quote_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM volunteers_refuse_minor_quoted(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.quote_id ELSE NEW.quote_id END]);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER quote_of_a_minor_has_consent
    AFTER INSERT OR UPDATE OF state, shown_as, decided_at ON volunteers_quote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'given')
    EXECUTE FUNCTION volunteers_look_at_quote();

CREATE CONSTRAINT TRIGGER quote_of_a_minor_has_consent
    AFTER UPDATE OR DELETE ON volunteers_quoteconsent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteers_look_at_quote_of_consent();
