-- A quote is one wording: consent is to what stands there, so neither the words nor whose they are can change later,
-- and what was put in other words, declined or taken back stays so.
CREATE FUNCTION volunteers_refuse_reworded_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a quote is not changed; another is written, and asked for'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_keeps_its_words';
END
$$;

CREATE TRIGGER quote_keeps_its_words
    BEFORE UPDATE ON volunteers_quote
    FOR EACH ROW WHEN (
        (NEW.story_id, NEW.feedback_id, NEW.text) IS DISTINCT FROM (OLD.story_id, OLD.feedback_id, OLD.text)
        OR (NEW.state <> OLD.state AND (
            OLD.state IN ('declined', 'withdrawn', 'replaced')
            OR (OLD.state = 'asked' AND NEW.state = 'withdrawn')
            OR (OLD.state = 'given' AND NEW.state IN ('asked', 'declined'))
        ))
    )
    EXECUTE FUNCTION volunteers_refuse_reworded_quote();
