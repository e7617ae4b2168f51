-- Giving: limits that a city publishes, counted at every posting of a gift whoever makes it; gifts that can be returned
-- as they came. What stands here under a name that functions.sql or guards.sql have replaces it.
-- Lock order: every counter is of a giver or taker whose account its writer has locked.

-- Limits -------------------------------------------------------------------------------------------------------------

-- Every limit between a giver and a taker on a day with what is used of it; without terms none limits.
CREATE FUNCTION points_gift_limits(
    p_scope text, p_terms points_giftterms, p_giver text, p_taker_kind text, p_taker text, p_day date
) RETURNS TABLE (side text, subject text, span text, starts_on date, most integer, used integer)
LANGUAGE sql STABLE AS $$
    SELECT w.side, w.subject, w.span, points_window_start(w.span, p_day), w.most, coalesce(c.used, 0) FROM (
        SELECT x.side, x.span, x.most, CASE x.side WHEN 'giver' THEN p_giver
            WHEN 'pair' THEN concat(p_giver, '>', p_taker) ELSE p_taker END AS subject
        FROM (VALUES
            ('giver', 'day', (p_terms).giver_day), ('giver', 'month', (p_terms).giver_month),
            ('giver', 'fiscal_year', (p_terms).giver_fiscal_year),
            ('person', 'day', (p_terms).person_day), ('person', 'month', (p_terms).person_month),
            ('person', 'fiscal_year', (p_terms).person_fiscal_year),
            ('community', 'day', (p_terms).community_day), ('community', 'month', (p_terms).community_month),
            ('community', 'fiscal_year', (p_terms).community_fiscal_year),
            ('pair', 'day', (p_terms).pair_day), ('pair', 'month', (p_terms).pair_month),
            ('pair', 'fiscal_year', (p_terms).pair_fiscal_year)) x(side, span, most)
        WHERE x.side IN ('giver', 'pair', p_taker_kind)) w
    LEFT JOIN points_giftcounter c ON c.subject = w.subject AND c.side = w.side AND c.span = w.span
        AND c.starts_on = points_window_start(w.span, p_day) AND c.scope = p_scope
$$;

CREATE FUNCTION points_gift_terms(p_scope text, p_day date) RETURNS points_giftterms LANGUAGE plpgsql STABLE AS $$
DECLARE
    v points_giftterms;
BEGIN
    SELECT * INTO v FROM points_giftterms t WHERE t.scope = p_scope AND t.starts_on <= p_day
    ORDER BY t.starts_on DESC, t.id DESC LIMIT 1;
    RETURN v;
END $$;

-- How old somebody is who told their birthday.
CREATE FUNCTION points_age(p_person text, p_day date) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT extract(year FROM age(p_day, u.date_of_birth))::integer FROM accounts_user u WHERE u.code = p_person
$$;

-- The most of one gift: less where the giver or taker is a minor, or did not tell; null without terms.
CREATE FUNCTION points_gift_most(
    p_terms points_giftterms, p_giver text, p_taker_kind text, p_taker text, p_day date
) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(points_age(p_giver, p_day), 0) < 18
        OR p_taker_kind = 'person' AND coalesce(points_age(p_taker, p_day), 0) < 18
        THEN (p_terms).minor_per_gift ELSE (p_terms).per_gift END
$$;

CREATE FUNCTION points_gift_is_welcome(p_giver text, p_taker text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM points_giftblock b
                       WHERE b.owner_code = p_taker AND b.giver_code = p_giver AND b.ended_at IS NULL)
$$;

-- What stands in the way of a gift: null when nothing does. The accounts are locked.
CREATE FUNCTION points_gift_refusal(
    p_scope text, p_giver text, p_taker_kind text, p_taker text, p_amount integer, p_day date
) RETURNS points_answer LANGUAGE plpgsql AS $$
DECLARE
    v_terms points_giftterms := points_gift_terms(p_scope, p_day);
    v_most integer := points_gift_most(v_terms, p_giver, p_taker_kind, p_taker, p_day);
    v record;
BEGIN
    IF p_taker_kind = 'person' AND p_taker = p_giver THEN
        RETURN points_refusal('gift_to_oneself');
    ELSIF points_age(p_giver, p_day) < v_terms.youngest THEN
        RETURN points_refusal('gift_too_young', jsonb_build_object('youngest', v_terms.youngest));
    ELSIF NOT points_gift_is_welcome(p_giver, p_taker)
        OR p_taker_kind = 'person' AND points_age(p_taker, p_day) < v_terms.youngest THEN
        RETURN points_refusal('gift_not_welcome');
    ELSIF p_amount > v_most THEN
        RETURN points_refusal('gift_too_large', jsonb_build_object('most', v_most));
    END IF;
    SELECT l.side, l.span, l.most, greatest(0, l.most - l.used) AS room INTO v
    FROM points_gift_limits(p_scope, v_terms, p_giver, p_taker_kind, p_taker, p_day) l
    WHERE l.used + p_amount > l.most ORDER BY l.most - l.used, l.most LIMIT 1;
    IF FOUND THEN
        RETURN points_refusal('gift_limit', jsonb_build_object(
            'side', v.side, 'span', v.span, 'most', v.most, 'left', v.room));
    END IF;
    RETURN NULL;
END $$;

-- Give ---------------------------------------------------------------------------------------------------------------

-- Gives points to a person or community; each lot keeps its date, and the city's limits hold.
CREATE OR REPLACE FUNCTION points_give(
    p_scope text, p_code text, p_giver text, p_amount integer, p_taker_kind text, p_taker text,
    p_note text, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('give', p_giver, p_amount::text, p_taker_kind, p_taker, p_note);
    v_today date := points_tokyo_date(p_now);
    v_posting points_posting;
    v_answer points_answer;
BEGIN
    v_posting.debit_id := points_stored_account(p_scope, 'person', p_giver, p_now);
    v_posting.credit_id := points_stored_account(p_scope, p_taker_kind, p_taker, p_now);
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NULL THEN
        v_answer := points_gift_refusal(p_scope, p_giver, p_taker_kind, p_taker, p_amount, v_today);
    END IF;
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    IF points_usable(v_posting.debit_id, v_today) < p_amount THEN
        RETURN points_short(v_posting.debit_id, v_today, p_amount);
    END IF;
    v_posting := points_draft(v_posting, p_code, p_scope, 'give', p_amount, 'gift', p_code, v_today,
                              p_key, v_hash, p_actor, p_now);
    v_posting.note := p_note;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_spend_lots(v_posting.debit_id, v_posting.id, p_amount, v_today);
    PERFORM points_copy_lots(v_posting.id, v_posting.id, v_posting.credit_id);
    RETURN points_answer_of(v_posting, v_posting.debit_id, 'posted');
END $$;

-- Every gift is noted and counted: by who writes it with points_write at once, and else at commit. The gift comes
-- before its counters, which have to equal what stands.
CREATE OR REPLACE FUNCTION points_note_gift(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO points_gift (code, scope, posting_id, giver_code, taker_kind, taker_code, amount, given_on, given_at,
                             return_until, returned_by_code)
    SELECT 'gf' || substr(p.code, 3), p.scope, p.id, d.owner_code, c.kind, c.owner_code, p.amount, p.happened_on, p.at,
           p.at + make_interval(days => (points_gift_terms(p.scope, p.happened_on)).return_days), ''
    FROM points_account d, points_account c WHERE d.id = p.debit_id AND c.id = p.credit_id;
END $$;

-- Every reversal of a gift: it is noted as returned, and counts no longer.
CREATE OR REPLACE FUNCTION points_note_return(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE points_gift SET returned_at = p.at, returned_by_code = p.actor_code, return_posting_id = p.id
    WHERE posting_id = p.reverses_id;
END $$;

-- After each gift: it is of its day, as the terms of that day allow, to somebody who wants it, and counted against each
-- limit. A counter beyond its limit is refused.
CREATE OR REPLACE FUNCTION points_count_gift() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_terms points_giftterms := points_gift_terms(NEW.scope, NEW.given_on);
BEGIN
    IF NEW.given_on <> points_tokyo_date(NEW.given_at)
        OR (NEW.giver_code = NEW.taker_code AND NEW.taker_kind = 'person')
        OR NEW.return_until IS DISTINCT FROM NEW.given_at + make_interval(days => v_terms.return_days) THEN
        PERFORM points_refuse('points_gift_is_of_its_day', 'a gift is of the day on which it is given, to another');
    ELSIF NEW.amount > points_gift_most(v_terms, NEW.giver_code, NEW.taker_kind, NEW.taker_code, NEW.given_on) THEN
        PERFORM points_refuse('points_gift_keeps_its_size', 'a gift is as large as the terms allow');
    ELSIF NOT points_gift_is_welcome(NEW.giver_code, NEW.taker_code) THEN
        PERFORM points_refuse('points_gift_is_welcome', 'a gift goes to somebody who wants it');
    END IF;
    INSERT INTO points_giftcounter AS c (scope, side, subject, span, starts_on, used, most)
    SELECT NEW.scope, l.side, l.subject, l.span, l.starts_on, NEW.amount, l.most
    FROM points_gift_limits(NEW.scope, v_terms, NEW.giver_code, NEW.taker_kind, NEW.taker_code, NEW.given_on) l
    ON CONFLICT (subject, side, span, starts_on, scope) DO UPDATE SET used = c.used + NEW.amount, most = excluded.most;
    RETURN NULL;
END $$;

-- After each return: the gift counts no longer.
CREATE OR REPLACE FUNCTION points_uncount_gift() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE points_giftcounter SET used = used - NEW.amount
    WHERE scope = NEW.scope AND (side, subject) IN (
        ('giver', NEW.giver_code), (NEW.taker_kind, NEW.taker_code),
        ('pair', concat(NEW.giver_code, '>', NEW.taker_code)))
    AND starts_on = points_window_start(span, NEW.given_on);
    RETURN NULL;
END $$;

-- Return -------------------------------------------------------------------------------------------------------------

-- A taker gives a gift back within its time, whole: the same points with the same dates.
CREATE FUNCTION points_return_gift(
    p_scope text, p_code text, p_gift text, p_note text, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_gift points_gift;
    v_answer points_answer;
BEGIN
    SELECT * INTO v_gift FROM points_gift WHERE code = p_gift AND scope = p_scope;
    IF NOT FOUND THEN
        RETURN points_refusal('gift_not_found');
    ELSIF v_gift.returned_at IS NULL AND p_now > coalesce(v_gift.return_until, '-infinity') THEN
        RETURN points_refusal('gift_kept');
    END IF;
    v_answer := points_reverse(p_scope, p_code, (SELECT code FROM points_posting WHERE id = v_gift.posting_id), p_note,
                               p_key, p_actor, p_now);
    IF v_answer.outcome IN ('not_enough_points', 'points_expired') THEN
        RETURN points_refusal('gift_used');
    END IF;
    RETURN v_answer;
END $$;

-- How many points a reversal cannot find; null when some of the reversed points have been swept as expired. A gift goes
-- back only out of what came with it: otherwise its dates would be swapped for those of other points.
CREATE OR REPLACE FUNCTION points_reversal_short(p_old points_posting, p_today date) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (
        SELECT FROM points_lot l JOIN points_lotuse u ON u.lot_id = l.id JOIN points_posting e ON e.id = u.posting_id
        WHERE l.posting_id = p_old.id AND e.kind = 'expire')
    THEN greatest(0, p_old.amount - coalesce(sum(l.remaining - l.held), 0)::integer) END
    FROM points_lot l WHERE l.account_id = p_old.credit_id AND l.remaining > 0
    AND (l.posting_id = p_old.id OR l.expires_on >= p_today AND p_old.kind <> 'give')
$$;

-- Guards -------------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_guard_gift() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_posting p JOIN points_account g ON g.id = p.debit_id JOIN points_account t ON t.id = p.credit_id
        WHERE p.id = NEW.posting_id AND p.kind = 'give' AND (p.scope, p.amount, p.happened_on, p.at) =
            (NEW.scope, NEW.amount, NEW.given_on, NEW.given_at)
        AND (g.owner_code, t.kind, t.owner_code) = (NEW.giver_code, NEW.taker_kind, NEW.taker_code)) THEN
        PERFORM points_refuse('points_gift_of_its_posting', 'a gift is what its posting moved');
    END IF;
    IF NEW.return_posting_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_posting p WHERE p.id = NEW.return_posting_id AND p.reverses_id = NEW.posting_id) THEN
        PERFORM points_refuse('points_gift_returned_by_its_reversal', 'a gift is returned by the reversal of its posting');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.returned_at IS NOT NULL OR to_jsonb(NEW) - '{returned_at,returned_by_code,return_posting_id}'::text[]
            <> to_jsonb(OLD) - '{returned_at,returned_by_code,return_posting_id}'::text[] THEN
            PERFORM points_refuse('points_gift_stays', 'a gift stays as it was given, and is returned once');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- At commit: a counter has counted the gifts of its window that stand.
CREATE FUNCTION points_guard_gift_counter() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT c.used FROM points_giftcounter c WHERE c.id = NEW.id) <> (
        SELECT coalesce(sum(g.amount), 0) FROM points_gift g
        WHERE g.scope = NEW.scope AND g.returned_at IS NULL
        AND points_window_start(NEW.span, g.given_on) = NEW.starts_on
        AND CASE NEW.side WHEN 'giver' THEN g.giver_code = NEW.subject
            WHEN 'pair' THEN g.giver_code = split_part(NEW.subject, '>', 1)
                AND g.taker_code = split_part(NEW.subject, '>', 2)
            ELSE g.taker_code = NEW.subject AND g.taker_kind = NEW.side END) THEN
        PERFORM points_refuse('points_gift_counter_counts', 'a counter counts the gifts that stand');
    END IF;
    RETURN NULL;
END $$;

-- The words of a gift stay as they were written; they can be hidden, once, by somebody who did not write them.
CREATE FUNCTION points_guard_gift_note() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.hidden_at IS NOT NULL OR NEW.hidden_by_code = OLD.written_by_code
        OR to_jsonb(NEW) - '{hidden_at,hidden_by_code,hidden_reason}'::text[]
        <> to_jsonb(OLD) - '{hidden_at,hidden_by_code,hidden_reason}'::text[] THEN
        PERFORM points_refuse('points_gift_note_stays', 'words stay as they were written');
    END IF;
    RETURN NEW;
END $$;

-- A word that has ended is good for nothing for ever, and belongs to whom it was made for.
CREATE FUNCTION points_guard_gift_address() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR to_jsonb(NEW) - '{ended_at,ended_by_code}'::text[]
        <> to_jsonb(OLD) - '{ended_at,ended_by_code}'::text[] THEN
        PERFORM points_refuse('points_gift_address_ends_once', 'a receiving code ends once and changes not');
    END IF;
    RETURN NEW;
END $$;

-- Triggers -----------------------------------------------------------------------------------------------------------

CREATE TRIGGER points_gift_counts AFTER INSERT ON points_gift
    FOR EACH ROW EXECUTE FUNCTION points_count_gift();
CREATE TRIGGER points_gift_returns AFTER UPDATE ON points_gift
    FOR EACH ROW WHEN (OLD.returned_at IS NULL AND NEW.returned_at IS NOT NULL) EXECUTE FUNCTION points_uncount_gift();
CREATE TRIGGER points_gift_fits BEFORE INSERT OR UPDATE ON points_gift
    FOR EACH ROW EXECUTE FUNCTION points_guard_gift();
CREATE CONSTRAINT TRIGGER points_giftcounter_counts AFTER INSERT OR UPDATE ON points_giftcounter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_gift_counter();
CREATE TRIGGER points_giftcounter_keeps BEFORE UPDATE ON points_giftcounter
    FOR EACH ROW WHEN ((OLD.scope, OLD.side, OLD.subject, OLD.span, OLD.starts_on)
                    <> (NEW.scope, NEW.side, NEW.subject, NEW.span, NEW.starts_on))
    EXECUTE FUNCTION points_guard_append_only();
CREATE TRIGGER points_giftnote_stays BEFORE UPDATE ON points_giftnote
    FOR EACH ROW EXECUTE FUNCTION points_guard_gift_note();
CREATE TRIGGER points_giftaddress_ends_once BEFORE UPDATE ON points_giftaddress
    FOR EACH ROW EXECUTE FUNCTION points_guard_gift_address();

DO $$
DECLARE
    v_name text;
    v_trigger text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['giftterms', 'communityuse'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['gift', 'giftcounter', 'giftnote', 'giftaddress'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_deleted BEFORE DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
    FOR v_name, v_trigger IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                             WHERE NOT t.tgisinternal AND c.relname ~ '^points_(gift|communityuse)' LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_name, v_trigger);
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['giftterms', 'communityuse', 'gift', 'giftcounter', 'giftnote', 'giftaddress'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_never_truncated BEFORE TRUNCATE ON points_%1$s
            FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION points_restrict(p_role text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', p_role);
    FOREACH v_table IN ARRAY ARRAY['account', 'posting', 'lot', 'lotuse', 'hold', 'holdlot', 'capcounter', 'capuse',
                                   'budgetshard', 'budgetuse', 'chainlink', 'lotextension', 'gift', 'giftcounter'] LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON points_%s FROM %I', v_table, p_role);
    END LOOP;
END $$;
