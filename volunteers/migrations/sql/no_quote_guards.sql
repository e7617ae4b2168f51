DROP TRIGGER quote_keeps_its_words ON volunteers_quote;
DROP FUNCTION volunteers_refuse_reworded_quote();
