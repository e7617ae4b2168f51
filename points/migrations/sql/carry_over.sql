-- Carrying over by decree, where expired points go, and whence a copied lot comes. What stands here under a name that
-- functions.sql, guards.sql or roles.sql have replaces it.

-- Carrying over ------------------------------------------------------------------------------------------------------

-- Whether a lot falls under a decree by its date. What had expired when the city decided stays expired.
CREATE FUNCTION points_falls_under(p_expires_on date, p_first date, p_last date, p_since date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_expires_on BETWEEN greatest(p_first, p_since) AND p_last;

-- Whether a decree keeps a lot from expiring, whether or not the job has written its new date yet.
CREATE FUNCTION points_is_carried(p_scope text, p_owner text, p_expires_on date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT FROM points_carryover d WHERE d.scope = p_scope
                   AND points_falls_under(p_expires_on, d.first, d.last, points_tokyo_date(d.decided_at))
                   AND (d.owners IS NULL OR p_owner = ANY (d.owners)))
$$;

-- Whom a decree reaches: the accounts with what is left on them, for those of p_owners, or for all with null. A preview
-- adds this up, and the decree is carried out over it.
CREATE FUNCTION points_carry_over_reach(p_scope text, p_first date, p_last date, p_since date, p_owners text[])
RETURNS TABLE (account_id bigint, lots integer, points integer) LANGUAGE sql STABLE AS $$
    SELECT l.account_id, count(*)::integer, sum(l.remaining)::integer FROM points_lot l
    JOIN points_account a ON a.id = l.account_id
    WHERE a.scope = p_scope AND l.remaining > 0 AND points_falls_under(l.expires_on, p_first, p_last, p_since)
    AND (p_owners IS NULL OR a.owner_code = ANY (p_owners))
    GROUP BY l.account_id
$$;

-- Gives the lots of at most p_limit accounts, which nobody has locked, their new date; tells whose, and how much.
CREATE FUNCTION points_carry_over(p_decree text, p_limit integer, p_now timestamptz)
RETURNS TABLE (owner_code text, points integer) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_decree points_carryover;
    v_account points_account;
    v_since date;
BEGIN
    SELECT * INTO STRICT v_decree FROM points_carryover d WHERE d.code = p_decree;
    v_since := points_tokyo_date(v_decree.decided_at);
    FOR v_account IN SELECT a.* FROM points_account a WHERE a.id IN (
            SELECT r.account_id FROM points_carry_over_reach(
                v_decree.scope, v_decree.first, v_decree.last, v_since, v_decree.owners) r)
        ORDER BY a.id LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED LOOP
        owner_code := v_account.owner_code;
        -- The extension is written before the lot, as a use is.
        WITH extended AS (
            INSERT INTO points_lotextension (lot_id, carry_over_id, from_date, to_date, amount, at)
            SELECT l.id, v_decree.id, l.expires_on, v_decree.until, l.remaining, p_now FROM points_lot l
            WHERE l.account_id = v_account.id AND l.remaining > 0
            AND points_falls_under(l.expires_on, v_decree.first, v_decree.last, v_since)
            RETURNING amount)
        SELECT sum(amount)::integer INTO points FROM extended;
        CONTINUE WHEN points IS NULL;
        UPDATE points_lot l SET expires_on = v_decree.until WHERE l.account_id = v_account.id AND l.remaining > 0
        AND points_falls_under(l.expires_on, v_decree.first, v_decree.last, v_since);
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION points_guard_lot_extension() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_lot l JOIN points_account a ON a.id = l.account_id JOIN points_carryover d ON d.scope = a.scope
        WHERE l.id = NEW.lot_id AND d.id = NEW.carry_over_id
        AND (NEW.from_date, NEW.to_date, NEW.amount) = (l.expires_on, d.until, l.remaining) AND l.remaining > 0
        AND points_falls_under(l.expires_on, d.first, d.last, points_tokyo_date(d.decided_at))
        AND (d.owners IS NULL OR a.owner_code = ANY (d.owners))) THEN
        PERFORM points_refuse('points_lot_extension_by_its_decree', 'a lot is extended by a decree that reaches it');
    END IF;
    RETURN NEW;
END $$;

-- At commit: an extension has reached its lot.
CREATE FUNCTION points_guard_lot_extension_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT l.expires_on < NEW.to_date FROM points_lot l WHERE l.id = NEW.lot_id) THEN
        PERFORM points_refuse('points_lot_extension_moves_its_lot', 'an extension moves the date of its lot');
    END IF;
    RETURN NULL;
END $$;

-- A lot shrinks only by its next numbered use, and its date moves only by an extension, written before.
CREATE OR REPLACE FUNCTION points_guard_lot_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.account_id, NEW.posting_id, NEW.origin_id, NEW.granted)
        IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.posting_id, OLD.origin_id, OLD.granted) THEN
        PERFORM points_refuse('points_lot_identity_stays', 'a lot keeps its account and its origin');
    END IF;
    IF NEW.expires_on <> OLD.expires_on THEN
        IF NOT EXISTS (SELECT FROM points_lotextension e WHERE e.lot_id = NEW.id
                       AND (e.from_date, e.to_date) = (OLD.expires_on, NEW.expires_on)) THEN
            PERFORM points_refuse('points_lot_identity_stays', 'a lot keeps its date but for a decree');
        END IF;
    END IF;
    IF (NEW.remaining, NEW.uses) <> (OLD.remaining, OLD.uses) AND NOT EXISTS (
        SELECT FROM points_lotuse u WHERE u.lot_id = NEW.id AND u.seq = NEW.uses AND u.seq = OLD.uses + 1
        AND u.amount = OLD.remaining - NEW.remaining) THEN
        PERFORM points_refuse('points_lot_backed_by_use', 'a lot shrinks only by a use');
    END IF;
    RETURN NEW;
END $$;

-- Copied lots --------------------------------------------------------------------------------------------------------

-- Makes, for a posting, lots with the dates and amounts that another (or the same) posting took. Each remembers the lot
-- in which its points were first, so that it is known later which campaign gave them.
CREATE OR REPLACE FUNCTION points_copy_lots(p_posting bigint, p_taken_by bigint, p_account bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses, origin_id)
    SELECT p_account, p_posting, t.expires_on, t.amount, t.amount, 0, 0, t.origin FROM (
        SELECT l.expires_on, coalesce(l.origin_id, l.id) AS origin, sum(u.amount)::integer AS amount
        FROM points_lotuse u JOIN points_lot l ON l.id = u.lot_id WHERE u.posting_id = p_taken_by
        GROUP BY 1, 2 ORDER BY 1, 2) t
$$;

CREATE OR REPLACE FUNCTION points_guard_lot_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.remaining, NEW.held, NEW.uses) <> (NEW.granted, 0, 0) THEN
        PERFORM points_refuse('points_lot_opens_full', 'a lot opens full');
    END IF;
    IF NOT EXISTS (SELECT FROM points_posting p WHERE p.id = NEW.posting_id AND p.credit_id = NEW.account_id
                   AND p.amount >= NEW.granted + (SELECT coalesce(sum(l.granted), 0) FROM points_lot l
                                                  WHERE l.posting_id = NEW.posting_id)) THEN
        PERFORM points_refuse('points_lot_of_its_posting', 'a lot is a part of what its posting credits');
    END IF;
    IF NEW.origin_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM points_lot l WHERE l.id = NEW.origin_id AND l.origin_id IS NULL) THEN
            PERFORM points_refuse('points_lot_comes_from_an_origin', 'an origin is the first lot of its points');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Expiry -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION points_guard_lot_use() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_lot points_lot;
    v_posting points_posting;
BEGIN
    SELECT * INTO v_lot FROM points_lot WHERE id = NEW.lot_id;
    SELECT * INTO v_posting FROM points_posting WHERE id = NEW.posting_id;
    IF v_lot.account_id IS DISTINCT FROM v_posting.debit_id OR NEW.seq IS DISTINCT FROM v_lot.uses + 1
        OR NEW.amount + (SELECT coalesce(sum(u.amount), 0) FROM points_lotuse u
                         WHERE u.posting_id = NEW.posting_id) > v_posting.amount THEN
        PERFORM points_refuse('points_lot_use_of_its_posting', 'a use is a part of what its posting debits');
    END IF;
    IF v_posting.kind IN ('redeem', 'give') AND v_posting.hold_id IS NULL
        AND v_lot.expires_on < points_tokyo_date(v_posting.at) THEN
        PERFORM points_refuse('points_lot_use_before_expiry', 'expired points cannot be used');
    END IF;
    IF v_posting.kind = 'expire' THEN
        IF v_lot.expires_on >= points_tokyo_date(v_posting.at) THEN
            PERFORM points_refuse('points_lot_expires_in_time', 'points do not expire before their date');
        END IF;
        IF points_is_carried(v_posting.scope, (SELECT a.owner_code FROM points_account a WHERE a.id = v_lot.account_id),
                             v_lot.expires_on) THEN
            PERFORM points_refuse('points_lot_expires_in_time', 'what a decree carries over does not expire');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Sweeps expired lots into the expired account, one posting per account, for at most p_limit accounts that nobody has
-- locked; tells how many it swept. Held points stay: they are still promised to an order. So does what a decree
-- carries over.
CREATE OR REPLACE FUNCTION points_expire(p_scope text, p_limit integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_today date := points_tokyo_date(p_now);
    v_account points_account;
    v_count integer := 0;
BEGIN
    FOR v_account IN SELECT a.* FROM points_account a WHERE a.scope = p_scope AND NOT a.computed AND EXISTS (
            SELECT FROM points_lot l
            WHERE l.account_id = a.id AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today
            AND NOT points_is_carried(p_scope, a.owner_code, l.expires_on))
        ORDER BY a.id LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED LOOP
        v_count := v_count + points_expire_account(v_account, v_today, p_now);
    END LOOP;
    RETURN v_count;
END $$;

CREATE OR REPLACE FUNCTION points_expire_account(p_account points_account, p_today date, p_now timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_key text := format('expire:%s:%s', p_account.id, p_account.version + 1);
    v_posting points_posting;
    v_amount integer;
    v_lots bigint[];
BEGIN
    SELECT sum(remaining - held), array_agg(id ORDER BY id) INTO v_amount, v_lots FROM points_lot
    WHERE account_id = p_account.id AND remaining > 0 AND remaining > held AND expires_on < p_today
    AND NOT points_is_carried(p_account.scope, p_account.owner_code, expires_on);
    IF v_amount IS NULL THEN
        RETURN 0;
    END IF;
    v_posting.debit_id := p_account.id;
    v_posting.credit_id := points_computed_account(p_account.scope, 'expired', p_now);
    v_posting := points_draft(v_posting, format('pt-x%s', nextval('points_expiry_number')), p_account.scope, 'expire',
                              v_amount, 'expiry', p_today::text, p_today, v_key,
                              points_request_hash('expire', v_key), '', p_now);
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        PERFORM points_refuse('points_posting_key_once', 'the key of an expiry is taken');
    END IF;
    PERFORM points_use_lot(l, v_posting.id, l.remaining - l.held, 0) FROM points_lot l WHERE l.id = ANY (v_lots);
    PERFORM points_return_expired(v_posting.id);
    RETURN 1;
END $$;

-- Gives back to their campaigns' budgets what has expired of their points, where the campaign has it so. An award that
-- was withdrawn has given its points back already, whoever has them by now.
CREATE FUNCTION points_return_expired(p_posting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_back record;
BEGIN
    IF NOT EXISTS (SELECT FROM points_campaign WHERE returns_expired) THEN
        RETURN;
    END IF;
    FOR v_back IN
        SELECT r.campaign_id, sum(u.amount)::integer AS amount FROM points_lotuse u
        JOIN points_lot l ON l.id = u.lot_id JOIN points_lot first ON first.id = coalesce(l.origin_id, l.id)
        JOIN points_posting p ON p.id = first.posting_id AND p.kind = 'award' JOIN points_rule r ON r.id = p.rule_id
        JOIN points_campaign c ON c.id = r.campaign_id AND c.returns_expired
        WHERE u.posting_id = p_posting AND NOT EXISTS (SELECT FROM points_posting x WHERE x.reverses_id = p.id)
        GROUP BY 1 ORDER BY 1 LOOP
        PERFORM points_return_to_campaign(v_back.campaign_id, p_posting, v_back.amount);
    END LOOP;
END $$;

CREATE FUNCTION points_return_to_campaign(p_campaign bigint, p_posting bigint, p_amount integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_shard points_budgetshard;
    v_left integer := p_amount;
    v_part integer;
BEGIN
    FOR v_shard IN SELECT * FROM points_budgetshard WHERE campaign_id = p_campaign AND used > 0
                   ORDER BY id FOR UPDATE LOOP
        v_part := least(v_left, v_shard.used);
        UPDATE points_budgetshard SET used = used - v_part WHERE id = v_shard.id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount) VALUES (p_posting, v_shard.id, -v_part);
        v_left := v_left - v_part;
        EXIT WHEN v_left = 0;
    END LOOP;
    IF v_left > 0 THEN
        PERFORM points_refuse('points_budget_is_kept', 'a campaign gets back no more than it gave');
    END IF;
END $$;

-- Triggers and roles -------------------------------------------------------------------------------------------------

DO $$
DECLARE
    v_name text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['carryover', 'lotextension'] LOOP
        EXECUTE format('CREATE TRIGGER points_%1$s_append_only BEFORE UPDATE OR DELETE ON points_%1$s
            FOR EACH ROW EXECUTE FUNCTION points_guard_append_only()', v_name);
        EXECUTE format('ALTER TABLE points_%1$s ENABLE ALWAYS TRIGGER points_%1$s_append_only', v_name);
        EXECUTE format('CREATE TRIGGER points_%1$s_never_truncated BEFORE TRUNCATE ON points_%1$s
            FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only()', v_name);
    END LOOP;
END $$;
CREATE TRIGGER points_lotextension_fits BEFORE INSERT ON points_lotextension
    FOR EACH ROW EXECUTE FUNCTION points_guard_lot_extension();
CREATE CONSTRAINT TRIGGER points_lotextension_complete AFTER INSERT ON points_lotextension
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_lot_extension_complete();
ALTER TABLE points_lotextension ENABLE ALWAYS TRIGGER points_lotextension_fits;
ALTER TABLE points_lotextension ENABLE ALWAYS TRIGGER points_lotextension_complete;

CREATE OR REPLACE FUNCTION points_restrict(p_role text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', p_role);
    FOREACH v_table IN ARRAY ARRAY['account', 'posting', 'lot', 'lotuse', 'hold', 'holdlot', 'capcounter', 'capuse',
                                   'budgetshard', 'budgetuse', 'chainlink', 'lotextension'] LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON points_%s FROM %I', v_table, p_role);
    END LOOP;
END $$;
