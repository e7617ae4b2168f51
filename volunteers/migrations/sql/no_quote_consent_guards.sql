DROP TRIGGER quote_of_a_minor_has_consent ON volunteers_quoteconsent;
DROP TRIGGER quote_of_a_minor_has_consent ON volunteers_quote;
DROP FUNCTION volunteers_look_at_quote_of_consent();
DROP FUNCTION volunteers_look_at_quote();
DROP FUNCTION volunteers_refuse_minor_quoted(bigint[]);
