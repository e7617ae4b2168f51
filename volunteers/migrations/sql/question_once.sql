-- Of a question that was sent twice by a double click, the first stays to be read.
UPDATE volunteers_question AS later
   SET hidden_at = later.asked_at, hidden_by_id = later.person_id, hidden_reason = '同じ質問が続けて送られたため'
 WHERE later.hidden_at IS NULL AND EXISTS (
     SELECT FROM volunteers_question AS first
     WHERE first.request_id = later.request_id AND first.person_id = later.person_id AND first.text = later.text
       AND first.hidden_at IS NULL AND first.id < later.id
 );
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
