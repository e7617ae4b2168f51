-- The intentions of the ledger, one function each, called as one statement.
--
-- What runs often is PL/pgSQL, which keeps its plans for the session; LANGUAGE sql is for what the planner inlines.
-- A refusal that is part of life (a cap, too few points, a reused key) is an outcome and not an exception: the caller's
-- transaction goes on. Exceptions are left for what the guards find and for lock timeouts.
-- Lock order: accounts by id, then cap counters, then budget shards, then lots (always under their account's lock).
-- SECURITY DEFINER: the application's role needs EXECUTE on these functions and no right to write to the tables.
-- What a database went through is not rewritten: a later file says anew what changed. award.sql has points_award.

-- Dates -------------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_window_start(p_span text, p_day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_span
    WHEN 'day' THEN p_day
    WHEN 'week' THEN p_day - (extract(isodow FROM p_day)::integer - 1)
    WHEN 'month' THEN p_day - (extract(day FROM p_day)::integer - 1)
    WHEN 'fiscal_year' THEN make_date(
        extract(year FROM p_day)::integer - (extract(month FROM p_day) < 4)::integer, 4, 1)
END;

-- The last day on which points awarded on p_day can be used. For fiscal_year_end, 1 means the 31 March that is next.
CREATE FUNCTION points_expiry_date(p_kind text, p_amount integer, p_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_kind
    WHEN 'days' THEN p_day + p_amount
    WHEN 'month_end' THEN (points_window_start('month', p_day) + make_interval(months => p_amount + 1))::date - 1
    WHEN 'fiscal_year_end' THEN
        (points_window_start('fiscal_year', p_day) + make_interval(years => p_amount))::date - 1
END;

CREATE FUNCTION points_amount(p_rule points_rule, p_quantity numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(p_rule.per_time + floor(p_rule.per_unit * p_quantity), p_rule.most_per_award)::integer;

-- Parts -------------------------------------------------------------------------------------------------------------

-- A JSON array is an injective encoding: no two different requests read the same.
CREATE FUNCTION points_request_hash(VARIADIC p_parts text[]) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(array_to_json(p_parts)::text, 'UTF8'));

CREATE FUNCTION points_computed_account(p_scope text, p_kind text, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT id INTO v_id FROM points_account WHERE owner_code = '' AND kind = p_kind AND scope = p_scope;
    IF NOT FOUND THEN
        INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version, opened_at)
        VALUES (p_scope, p_kind, '', true, 0, 0, 0, 0, p_now) ON CONFLICT DO NOTHING;
        SELECT id INTO v_id FROM points_account WHERE owner_code = '' AND kind = p_kind AND scope = p_scope;
    END IF;
    RETURN v_id;
END $$;

CREATE FUNCTION points_stored_account(p_scope text, p_kind text, p_owner text, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT id INTO v_id FROM points_account WHERE owner_code = p_owner AND kind = p_kind AND scope = p_scope;
    IF NOT FOUND THEN
        INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version, opened_at)
        VALUES (p_scope, p_kind, p_owner, false, 0, 0, 0, 0, p_now) ON CONFLICT DO NOTHING;
        SELECT id INTO v_id FROM points_account WHERE owner_code = p_owner AND kind = p_kind AND scope = p_scope;
    END IF;
    RETURN v_id;
END $$;

-- The account to which used points go: one that is stored for a shop, center or community, else the computed one.
CREATE FUNCTION points_taker(p_scope text, p_kind text, p_owner text, p_now timestamptz) RETURNS bigint
LANGUAGE sql AS $$
    SELECT CASE WHEN p_kind = 'redeemed' THEN points_computed_account(p_scope, p_kind, p_now)
                ELSE points_stored_account(p_scope, p_kind, p_owner, p_now) END
$$;

CREATE FUNCTION points_answer_of(p points_posting, p_account bigint, p_outcome text) RETURNS points_answer
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(p_outcome, p.code, p.kind, p.amount, p.asked,
               CASE WHEN p.credit_id = p_account THEN p.credit_balance ELSE p.debit_balance END,
               p.at, p.happened_on, (SELECT max(l.expires_on) FROM points_lot l WHERE l.posting_id = p.id),
               p.rule_code, (SELECT r.version::integer FROM points_rule r WHERE r.id = p.rule_id),
               p.source_kind, p.source_code, NULL)::points_answer;
END $$;

CREATE FUNCTION points_refusal(p_outcome text, p_detail jsonb DEFAULT '{}') RETURNS points_answer
LANGUAGE plpgsql AS $$
DECLARE
    v points_answer;
BEGIN
    v.outcome := p_outcome;
    v.detail := p_detail;
    RETURN v;
END $$;

-- What a key has already done: null when nothing, a replay for the same request, a refusal for another.
CREATE FUNCTION points_seen(p_scope text, p_key text, p_hash bytea, p_account bigint) RETURNS points_answer
LANGUAGE plpgsql AS $$
DECLARE
    v_old points_posting;
BEGIN
    SELECT * INTO v_old FROM points_posting WHERE key = p_key AND scope = p_scope;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF v_old.request_hash = p_hash THEN
        RETURN points_answer_of(v_old, p_account, 'replayed');
    END IF;
    RETURN points_refusal('key_reused', jsonb_build_object('key', p_key));
END $$;

-- What stood in the way of a posting that could not be written: its key, used by another transaction meanwhile.
CREATE FUNCTION points_conflict(p_scope text, p_key text, p_hash bytea) RETURNS points_answer LANGUAGE plpgsql AS $$
DECLARE
    v_answer points_answer := points_seen(p_scope, p_key, p_hash, NULL);
BEGIN
    IF v_answer.outcome IS NULL THEN
        PERFORM points_refuse('points_posting_code_once', 'the code of a posting is taken');
    END IF;
    RETURN v_answer;
END $$;

-- Writes a posting between two accounts whose stored sides are locked, and moves their balances.
-- Gives back null, and has written nothing, when its key was used by another transaction meanwhile.
CREATE FUNCTION points_write(p points_posting) RETURNS points_posting LANGUAGE plpgsql AS $$
BEGIN
    SELECT balance - p.amount, version + 1 INTO p.debit_balance, p.debit_version
    FROM points_account WHERE id = p.debit_id AND NOT computed;
    SELECT balance + p.amount, version + 1 INTO p.credit_balance, p.credit_version
    FROM points_account WHERE id = p.credit_id AND NOT computed;
    p.id := nextval('points_posting_id_seq');
    INSERT INTO points_posting VALUES (p.*) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF p.debit_version IS NOT NULL THEN
        UPDATE points_account SET balance = p.debit_balance, version = p.debit_version,
            held = held - CASE WHEN p.hold_id IS NULL THEN 0 ELSE p.amount END WHERE id = p.debit_id;
    END IF;
    IF p.credit_version IS NOT NULL THEN
        UPDATE points_account SET balance = p.credit_balance, version = p.credit_version WHERE id = p.credit_id;
    END IF;
    RETURN p;
END $$;

CREATE FUNCTION points_make_lot(p_account bigint, p_posting bigint, p_expires_on date, p_amount integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
    VALUES (p_account, p_posting, p_expires_on, p_amount, p_amount, 0, 0);
END $$;

CREATE FUNCTION points_use_lot(p_lot points_lot, p_posting bigint, p_amount integer, p_held integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) VALUES (p_lot.id, p_posting, p_lot.uses + 1, p_amount);
    UPDATE points_lot SET remaining = remaining - p_amount, held = held - p_held, uses = uses + 1 WHERE id = p_lot.id;
END $$;

-- Takes an amount out of the usable lots of a locked account, first to expire first; the caller has counted them.
CREATE FUNCTION points_spend_lots(p_account bigint, p_posting bigint, p_amount integer, p_today date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_lot points_lot;
    v_left integer := p_amount;
BEGIN
    FOR v_lot IN SELECT * FROM points_lot WHERE account_id = p_account AND remaining > 0 AND remaining > held
                 AND expires_on >= p_today ORDER BY expires_on, id LOOP
        PERFORM points_use_lot(v_lot, p_posting, least(v_left, v_lot.remaining - v_lot.held), 0);
        v_left := v_left - least(v_left, v_lot.remaining - v_lot.held);
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

-- What a person can use on a day: neither expired (swept or not) nor set aside.
CREATE FUNCTION points_usable(p_account bigint, p_today date) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(remaining - held), 0) FROM points_lot
            WHERE account_id = p_account AND remaining > 0 AND expires_on >= p_today);
END $$;

-- Award -------------------------------------------------------------------------------------------------------------

-- The way of most calls is short on purpose: what a key or an activity has done before is looked up only when the
-- insert finds it in its way, or when something else refuses.
CREATE FUNCTION points_award(
    p_scope text, p_code text, p_holder_kind text, p_holder text, p_rule text, p_source_kind text, p_source_code text,
    p_quantity numeric, p_happened_on date, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('award', p_holder_kind, p_holder, p_rule, p_source_kind, p_source_code,
                                        trim_scale(p_quantity)::text, p_happened_on::text);
    v_account record;
    v_rule record;
    v_counter record;
    v_counters bigint[];
    v_amount integer;
    v_posting bigint;
    v_expires_on date;
BEGIN
    SELECT id, balance, version + 1 AS version INTO v_account FROM points_account
    WHERE owner_code = p_holder AND kind = p_holder_kind AND scope = p_scope FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
        SELECT id, balance, version + 1 AS version INTO v_account FROM points_account
        WHERE owner_code = p_holder AND kind = p_holder_kind AND scope = p_scope FOR NO KEY UPDATE;
    END IF;
    SELECT r.id, r.name, r.version, r.campaign_id, r.expiry_kind, r.expiry_amount,
           r.cap_spans, r.cap_mosts, points_amount(r, p_quantity) AS asked
    INTO v_rule FROM points_rule r WHERE r.scope = p_scope AND r.code = p_rule AND r.published_at IS NOT NULL
    AND r.starts_on <= p_happened_on AND (r.ends_on IS NULL OR p_happened_on <= r.ends_on);
    v_amount := v_rule.asked;
    -- One index look-up for each window: a join would cost more to set up than to run.
    FOR i IN 1..coalesce(cardinality(v_rule.cap_spans), 0) LOOP
        SELECT id, used INTO v_counter FROM points_capcounter
        WHERE subject = p_holder AND rule_code = p_rule AND span = v_rule.cap_spans[i]
        AND starts_on = points_window_start(v_rule.cap_spans[i], p_happened_on) AND scope = p_scope;
        v_amount := least(v_amount, v_rule.cap_mosts[i] - coalesce(v_counter.used, 0));
        v_counters[i] := v_counter.id;
    END LOOP;
    IF v_amount > 0 AND v_rule.campaign_id IS NOT NULL THEN
        v_amount := points_budget_left(v_rule.campaign_id, v_account.id, v_amount);
    END IF;
    IF v_amount IS NULL OR v_amount <= 0 THEN
        RETURN coalesce(
            points_awarded(p_scope, p_key, v_hash, v_account.id, p_rule, p_source_kind, p_source_code),
            CASE WHEN v_rule.id IS NULL THEN points_refusal('rule_not_in_force', jsonb_build_object(
                     'rule', p_rule, 'day', p_happened_on))
                 WHEN v_rule.asked <= 0 THEN points_refusal('nothing_earned', jsonb_build_object('rule', v_rule.name))
                 WHEN v_rule.campaign_id IS NULL OR points_full_cap(
                     p_scope, v_rule.id, p_rule, p_holder, p_happened_on) IS NOT NULL THEN points_refusal('cap_reached', points_full_cap(
                     p_scope, v_rule.id, p_rule, p_holder, p_happened_on) || jsonb_build_object('rule', v_rule.name))
                 ELSE points_refusal('budget_spent', jsonb_build_object('rule', v_rule.name)) END);
    END IF;

    INSERT INTO points_posting (
        code, scope, kind, debit_id, credit_id, amount, asked, credit_balance, credit_version, rule_id, rule_code,
        quantity, source_kind, source_code, happened_on, key, request_hash, actor_code, note, at)
    VALUES (
        p_code, p_scope, 'award', points_computed_account(p_scope, 'issuer', p_now), v_account.id,
         v_amount, v_rule.asked, v_account.balance + v_amount, v_account.version, v_rule.id, p_rule,
        p_quantity, p_source_kind, p_source_code, p_happened_on, p_key, v_hash, p_actor, '', p_now)
    ON CONFLICT DO NOTHING RETURNING id INTO v_posting;
    IF v_posting IS NULL THEN
        RETURN coalesce(points_awarded(p_scope, p_key, v_hash, v_account.id, p_rule, p_source_kind, p_source_code),
                        points_conflict(p_scope, p_key, v_hash));
    END IF;
    UPDATE points_account SET balance = v_account.balance + v_amount, version = v_account.version
    WHERE id = v_account.id;
    v_expires_on := points_expiry_date(v_rule.expiry_kind, v_rule.expiry_amount, points_tokyo_date(p_now));
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
    VALUES (v_account.id, v_posting, v_expires_on, v_amount, v_amount, 0, 0);
    FOR i IN 1..cardinality(v_rule.cap_spans) LOOP
        IF v_counters[i] IS NULL THEN
            INSERT INTO points_capcounter (scope, rule_code, subject, span, starts_on, used, most)
            VALUES (p_scope, p_rule, p_holder, v_rule.cap_spans[i],
                    points_window_start(v_rule.cap_spans[i], p_happened_on), v_amount, v_rule.cap_mosts[i]);
        ELSE
            UPDATE points_capcounter SET used = used + v_amount, most = v_rule.cap_mosts[i] WHERE id = v_counters[i];
        END IF;
    END LOOP;
    IF v_rule.campaign_id IS NOT NULL THEN
        PERFORM points_take_budget(v_rule.campaign_id, v_account.id, v_posting, v_amount);
    END IF;
    RETURN ROW('posted', p_code, 'award', v_amount, v_rule.asked, v_account.balance + v_amount, p_now, p_happened_on,
               v_expires_on, p_rule, v_rule.version, p_source_kind, p_source_code, NULL)::points_answer;
END $$;

-- What a key or an activity has done before: null when nothing, a replay for the same request, a refusal for another.
CREATE FUNCTION points_awarded(
    p_scope text, p_key text, p_hash bytea, p_account bigint, p_rule text, p_source_kind text, p_source_code text
) RETURNS points_answer LANGUAGE plpgsql AS $$
DECLARE
    v_answer points_answer := points_seen(p_scope, p_key, p_hash, p_account);
    v_old points_posting;
BEGIN
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT * INTO v_old FROM points_posting WHERE kind = 'award' AND source_code = p_source_code
        AND credit_id = p_account AND rule_code = p_rule AND source_kind = p_source_kind;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_old.request_hash = p_hash THEN
        RETURN points_answer_of(v_old, p_account, 'replayed');
    END IF;
    RETURN points_refusal('already_awarded', jsonb_build_object('posting', v_old.code));
END $$;

-- Which cap of a rule version is full.
CREATE FUNCTION points_full_cap(p_scope text, p_rule_id bigint, p_rule text, p_subject text, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('span', c.span, 'most', c.most) FROM points_rulecap c
            JOIN points_capcounter k ON k.subject = p_subject AND k.rule_code = p_rule AND k.span = c.span
                AND k.starts_on = points_window_start(c.span, p_day) AND k.scope = p_scope
            WHERE c.rule_id = p_rule_id AND k.used >= c.most ORDER BY c.most DESC LIMIT 1);
END $$;

-- Locks the shard of an account, or every shard when that one cannot give the whole; tells how much there is.
CREATE FUNCTION points_budget_left(p_campaign bigint, p_account bigint, p_amount integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_count integer := (SELECT count(*) FROM points_budgetshard WHERE campaign_id = p_campaign);
    v_left integer;
BEGIN
    SELECT granted - used INTO v_left FROM points_budgetshard
    WHERE campaign_id = p_campaign AND number = p_account % v_count AND granted - used >= p_amount
    FOR NO KEY UPDATE;
    IF FOUND THEN
        RETURN p_amount;
    END IF;
    PERFORM FROM points_budgetshard WHERE campaign_id = p_campaign ORDER BY number FOR NO KEY UPDATE;
    SELECT coalesce(sum(granted - used), 0) INTO v_left FROM points_budgetshard WHERE campaign_id = p_campaign;
    RETURN least(p_amount, v_left);
END $$;

CREATE FUNCTION points_take_budget(p_campaign bigint, p_account bigint, p_posting bigint, p_amount integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_shard points_budgetshard;
    v_count integer := (SELECT count(*) FROM points_budgetshard WHERE campaign_id = p_campaign);
    v_left integer := p_amount;
    v_take integer;
BEGIN
    FOR v_shard IN SELECT * FROM points_budgetshard WHERE campaign_id = p_campaign AND granted > used
                   ORDER BY (number <> p_account % v_count), number LOOP
        v_take := least(v_left, v_shard.granted - v_shard.used);
        UPDATE points_budgetshard SET used = used + v_take WHERE id = v_shard.id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount) VALUES (p_posting, v_shard.id, v_take);
        v_left := v_left - v_take;
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

-- An event: accounts are locked in id order first, then each award is made; the answers come in the order asked.
CREATE FUNCTION points_award_event(p_scope text, p_awards jsonb, p_actor text, p_now timestamptz)
RETURNS SETOF points_answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v record;
BEGIN
    PERFORM points_stored_account(p_scope, a.kind, a.holder, p_now)
    FROM (SELECT DISTINCT kind, holder FROM jsonb_to_recordset(p_awards) AS x(kind text, holder text)
          ORDER BY holder, kind) a;
    PERFORM FROM points_account WHERE scope = p_scope AND (kind, owner_code) IN (
        SELECT kind, holder FROM jsonb_to_recordset(p_awards) AS x(kind text, holder text))
    ORDER BY id FOR NO KEY UPDATE;
    FOR v IN SELECT * FROM jsonb_to_recordset(p_awards) AS x(code text, kind text, holder text, rule text,
             source_kind text, source_code text, quantity numeric, happened_on date, key text) LOOP
        RETURN NEXT points_award(p_scope, v.code, v.kind, v.holder, v.rule, v.source_kind, v.source_code, v.quantity,
                                 v.happened_on, v.key, p_actor, p_now);
    END LOOP;
END $$;

-- What an activity would earn, by the same arithmetic.
CREATE FUNCTION points_preview(p_scope text, p_rule text, p_quantity numeric, p_happened_on date) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT points_amount(r, p_quantity) FROM points_rule r WHERE scope = p_scope AND code = p_rule
    AND published_at IS NOT NULL AND starts_on <= p_happened_on AND (ends_on IS NULL OR p_happened_on <= ends_on)
$$;

-- Redeem and give ---------------------------------------------------------------------------------------------------

-- Spends points at once, first to expire first.
CREATE FUNCTION points_redeem(
    p_scope text, p_code text, p_holder_kind text, p_holder text, p_amount integer, p_taker_kind text, p_taker text,
    p_source_kind text, p_source_code text, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('redeem', p_holder_kind, p_holder, p_amount::text, p_taker_kind, p_taker,
                                        p_source_kind, p_source_code);
    v_today date := points_tokyo_date(p_now);
    v_posting points_posting;
    v_answer points_answer;
BEGIN
    v_posting.debit_id := points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
    v_posting.credit_id := points_taker(p_scope, p_taker_kind, p_taker, p_now);
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    IF points_usable(v_posting.debit_id, v_today) < p_amount THEN
        RETURN points_short(v_posting.debit_id, v_today, p_amount);
    END IF;
    v_posting := points_draft(v_posting, p_code, p_scope, 'redeem', p_amount, p_source_kind, p_source_code, v_today,
                              p_key, v_hash, p_actor, p_now);
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_spend_lots(v_posting.debit_id, v_posting.id, p_amount, v_today);
    RETURN points_answer_of(v_posting, v_posting.debit_id, 'posted');
END $$;

-- Gives points to a person or community; each lot keeps its date.
CREATE FUNCTION points_give(
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

-- Locks the stored accounts of a posting in id order, and looks for what its key has already done.
CREATE FUNCTION points_begin(p_scope text, p_key text, p_hash bytea, p_debit bigint, p_credit bigint)
RETURNS points_answer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM points_account WHERE id IN (p_debit, p_credit) AND NOT computed ORDER BY id FOR NO KEY UPDATE;
    RETURN points_seen(p_scope, p_key, p_hash, p_debit);
END $$;

CREATE FUNCTION points_short(p_account bigint, p_today date, p_needed integer) RETURNS points_answer
LANGUAGE sql AS $$
    SELECT (points_refusal('not_enough_points', jsonb_build_object(
        'usable', points_usable(p_account, p_today), 'needed', p_needed))).*
$$;

CREATE FUNCTION points_draft(
    p points_posting, p_code text, p_scope text, p_kind text, p_amount integer, p_source_kind text,
    p_source_code text, p_day date, p_key text, p_hash bytea, p_actor text, p_now timestamptz
) RETURNS points_posting LANGUAGE plpgsql AS $$
BEGIN
    p.code := p_code;
    p.scope := p_scope;
    p.kind := p_kind;
    p.amount := p_amount;
    p.asked := p_amount;
    p.rule_code := '';
    p.source_kind := p_source_kind;
    p.source_code := p_source_code;
    p.happened_on := p_day;
    p.key := p_key;
    p.request_hash := p_hash;
    p.actor_code := p_actor;
    p.note := '';
    p.at := p_now;
    RETURN p;
END $$;

-- Makes, for a posting, lots with the dates and amounts that another (or the same) posting took.
CREATE FUNCTION points_copy_lots(p_posting bigint, p_taken_by bigint, p_account bigint) RETURNS void
LANGUAGE sql AS $$
    SELECT points_make_lot(p_account, p_posting, t.expires_on, t.amount) FROM (
        SELECT l.expires_on, sum(u.amount)::integer AS amount FROM points_lotuse u
        JOIN points_lot l ON l.id = u.lot_id WHERE u.posting_id = p_taken_by GROUP BY 1 ORDER BY 1) t
$$;

-- Hold, capture, void, lapse ----------------------------------------------------------------------------------------

CREATE FUNCTION points_hold_open(
    p_scope text, p_code text, p_holder_kind text, p_holder text, p_amount integer, p_source_kind text,
    p_source_code text, p_expires_at timestamptz, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('hold', p_holder_kind, p_holder, p_amount::text, p_source_kind, p_source_code);
    v_account bigint := points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
    v_today date := points_tokyo_date(p_now);
    v_hold points_hold;
BEGIN
    PERFORM FROM points_account WHERE id = v_account FOR NO KEY UPDATE;
    SELECT * INTO v_hold FROM points_hold WHERE key = p_key AND scope = p_scope;
    IF FOUND THEN
        RETURN CASE WHEN v_hold.request_hash = v_hash THEN points_answer_of_hold(v_hold, 'replayed')
               ELSE points_refusal('key_reused', jsonb_build_object('key', p_key)) END;
    END IF;
    IF points_usable(v_account, v_today) < p_amount THEN
        RETURN points_short(v_account, v_today, p_amount);
    END IF;
    INSERT INTO points_hold (code, scope, key, request_hash, account_id, amount, source_kind, source_code, state,
                             opened_at, expires_at, actor_code)
    VALUES (p_code, p_scope, p_key, v_hash, v_account, p_amount, p_source_kind, p_source_code, 'open',
            p_now, p_expires_at, p_actor) ON CONFLICT DO NOTHING RETURNING * INTO v_hold;
    IF NOT FOUND THEN
        RETURN points_refusal('key_reused', jsonb_build_object('key', p_key));
    END IF;
    PERFORM points_hold_lots(v_hold, v_today);
    UPDATE points_account SET held = held + p_amount WHERE id = v_account;
    RETURN points_answer_of_hold(v_hold, 'posted');
END $$;

CREATE FUNCTION points_answer_of_hold(p points_hold, p_outcome text) RETURNS points_answer LANGUAGE sql STABLE AS $$
    SELECT p_outcome, p.code, p.state, p.amount, p.amount, a.balance, p.opened_at, points_tokyo_date(p.opened_at),
           points_tokyo_date(p.expires_at), '', NULL::integer, p.source_kind, p.source_code, NULL::jsonb
    FROM points_account a WHERE a.id = p.account_id
$$;

CREATE FUNCTION points_hold_lots(p_hold points_hold, p_today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_lot points_lot;
    v_left integer := p_hold.amount;
    v_take integer;
BEGIN
    FOR v_lot IN SELECT * FROM points_lot WHERE account_id = p_hold.account_id AND remaining > 0 AND remaining > held
                 AND expires_on >= p_today ORDER BY expires_on, id LOOP
        v_take := least(v_left, v_lot.remaining - v_lot.held);
        INSERT INTO points_holdlot (hold_id, lot_id, amount) VALUES (p_hold.id, v_lot.id, v_take);
        UPDATE points_lot SET held = held + v_take WHERE id = v_lot.id;
        v_left := v_left - v_take;
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

-- Takes what a hold has set aside, for good. A hold past its time is refused: it lapses.
CREATE FUNCTION points_capture(
    p_scope text, p_code text, p_hold text, p_taker_kind text, p_taker text, p_key text, p_actor text,
    p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('capture', p_hold, p_taker_kind, p_taker);
    v_hold points_hold;
    v_posting points_posting;
    v_answer points_answer;
BEGIN
    SELECT * INTO v_hold FROM points_hold WHERE code = p_hold AND scope = p_scope;
    IF NOT FOUND THEN
        RETURN points_refusal('hold_not_found');
    END IF;
    v_posting.debit_id := v_hold.account_id;
    v_posting.credit_id := points_taker(p_scope, p_taker_kind, p_taker, p_now);
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT * INTO v_hold FROM points_hold WHERE id = v_hold.id;
    IF v_hold.state <> 'open' OR v_hold.expires_at <= p_now THEN
        RETURN points_ended(v_hold);
    END IF;
    v_posting := points_draft(v_posting, p_code, p_scope, 'redeem', v_hold.amount, v_hold.source_kind,
                              v_hold.source_code, points_tokyo_date(p_now), p_key, v_hash, p_actor, p_now);
    v_posting.hold_id := v_hold.id;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_use_lot(l, v_posting.id, x.amount, x.amount) FROM points_holdlot x
    JOIN points_lot l ON l.id = x.lot_id WHERE x.hold_id = v_hold.id;
    UPDATE points_hold SET state = 'captured', ended_at = p_now WHERE id = v_hold.id;
    RETURN points_answer_of(v_posting, v_hold.account_id, 'posted');
END $$;

CREATE FUNCTION points_ended(p points_hold) RETURNS points_answer LANGUAGE sql AS $$
    SELECT (points_refusal('hold_ended', jsonb_build_object(
        'hold', p.code, 'state', CASE p.state WHEN 'open' THEN 'lapsed' ELSE p.state END))).*
$$;

-- Gives back what a hold has set aside: voided by somebody, or lapsed by time. Doing the same again changes nothing.
CREATE FUNCTION points_release(p_scope text, p_hold text, p_state text, p_now timestamptz) RETURNS points_answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hold points_hold;
BEGIN
    SELECT * INTO v_hold FROM points_hold WHERE code = p_hold AND scope = p_scope;
    IF NOT FOUND THEN
        RETURN points_refusal('hold_not_found');
    END IF;
    PERFORM FROM points_account WHERE id = v_hold.account_id FOR NO KEY UPDATE;
    SELECT * INTO v_hold FROM points_hold WHERE id = v_hold.id;
    IF v_hold.state = p_state THEN
        RETURN points_answer_of_hold(v_hold, 'replayed');
    END IF;
    IF v_hold.state <> 'open' OR (p_state = 'lapsed' AND p_now < v_hold.expires_at) THEN
        RETURN CASE WHEN v_hold.state = 'open' THEN points_refusal('hold_not_due')
               ELSE points_ended(v_hold) END;
    END IF;
    UPDATE points_lot l SET held = l.held - x.amount FROM points_holdlot x
    WHERE x.hold_id = v_hold.id AND l.id = x.lot_id;
    UPDATE points_hold SET state = p_state, ended_at = p_now WHERE id = v_hold.id;
    UPDATE points_account SET held = held - v_hold.amount WHERE id = v_hold.account_id;
    v_hold.state := p_state;
    RETURN points_answer_of_hold(v_hold, 'posted');
END $$;

-- Reverse -----------------------------------------------------------------------------------------------------------

-- Undoes a posting by its mirror image. Points taken back from a person come out of the lots of the reversed posting,
-- then out of the person's other usable lots, first to expire first. What is not there is refused: no account ever
-- goes into debt. What has already expired out of the reversed lots is refused as well: it is gone already.
CREATE FUNCTION points_reverse(
    p_scope text, p_code text, p_posting text, p_note text, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('reverse', p_posting);
    v_today date := points_tokyo_date(p_now);
    v_old points_posting;
    v_posting points_posting;
    v_answer points_answer;
    v_short integer;
BEGIN
    SELECT * INTO v_old FROM points_posting WHERE code = p_posting AND scope = p_scope;
    IF NOT FOUND OR v_old.kind IN ('reverse', 'expire') THEN
        RETURN points_refusal('not_reversible');
    END IF;
    v_posting.debit_id := v_old.credit_id;
    v_posting.credit_id := v_old.debit_id;
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT * INTO v_posting FROM points_posting WHERE reverses_id = v_old.id;
    IF FOUND THEN
        RETURN points_answer_of(v_posting, v_posting.debit_id, 'replayed');
    END IF;
    IF EXISTS (SELECT FROM points_lot WHERE posting_id = v_old.id) THEN
        v_short := points_reversal_short(v_old, v_today);
        IF v_short IS NULL THEN
            RETURN points_refusal('points_expired', jsonb_build_object('posting', p_posting));
        ELSIF v_short > 0 THEN
            RETURN points_refusal('not_enough_points', jsonb_build_object(
                'usable', v_old.amount - v_short, 'needed', v_old.amount));
        END IF;
    ELSIF v_old.credit_version IS NOT NULL AND (SELECT balance - held < v_old.amount FROM points_account
                                                 WHERE id = v_old.credit_id) THEN
        RETURN points_refusal('not_enough_points', jsonb_build_object('usable', 0, 'needed', v_old.amount));
    END IF;
    v_posting := points_draft(NULL, p_code, p_scope, 'reverse', v_old.amount, v_old.source_kind, v_old.source_code,
                              v_old.happened_on, p_key, v_hash, p_actor, p_now);
    v_posting.debit_id := v_old.credit_id;
    v_posting.credit_id := v_old.debit_id;
    v_posting.rule_id := v_old.rule_id;
    v_posting.rule_code := v_old.rule_code;
    v_posting.quantity := v_old.quantity;
    v_posting.reverses_id := v_old.id;
    v_posting.note := p_note;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_take_back(v_old, v_posting.id, v_today);
    PERFORM points_copy_lots(v_posting.id, v_old.id, v_old.debit_id);
    IF v_old.kind = 'award' THEN
        PERFORM points_uncount(v_old, v_posting.id);
    END IF;
    RETURN points_answer_of(
        v_posting, CASE WHEN v_posting.debit_version IS NULL THEN v_posting.credit_id ELSE v_posting.debit_id END,
        'posted');
END $$;

-- How many points a reversal cannot find; null when some of the reversed points have been swept as expired.
CREATE FUNCTION points_reversal_short(p_old points_posting, p_today date) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (
        SELECT FROM points_lot l JOIN points_lotuse u ON u.lot_id = l.id JOIN points_posting e ON e.id = u.posting_id
        WHERE l.posting_id = p_old.id AND e.kind = 'expire')
    THEN greatest(0, p_old.amount - coalesce(sum(l.remaining - l.held), 0)::integer) END
    FROM points_lot l WHERE l.account_id = p_old.credit_id AND l.remaining > 0
    AND (l.expires_on >= p_today OR l.posting_id = p_old.id)
$$;

-- Takes points back out of a person's lots: those of the reversed posting first, whatever their date.
CREATE FUNCTION points_take_back(p_old points_posting, p_posting bigint, p_today date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_lot points_lot;
    v_left integer := p_old.amount;
BEGIN
    IF NOT EXISTS (SELECT FROM points_lot WHERE posting_id = p_old.id) THEN
        RETURN;
    END IF;
    FOR v_lot IN SELECT * FROM points_lot WHERE account_id = p_old.credit_id AND remaining > 0 AND remaining > held
                 AND (expires_on >= p_today OR posting_id = p_old.id)
                 ORDER BY (posting_id <> p_old.id), expires_on, id LOOP
        PERFORM points_use_lot(v_lot, p_posting, least(v_left, v_lot.remaining - v_lot.held), 0);
        v_left := v_left - least(v_left, v_lot.remaining - v_lot.held);
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

-- A withdrawn award no longer counts against caps and budget.
CREATE FUNCTION points_uncount(p_old points_posting, p_posting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_use points_budgetuse;
BEGIN
    UPDATE points_capcounter k SET used = k.used - p_old.amount FROM points_rulecap c, points_account a
    WHERE c.rule_id = p_old.rule_id AND a.id = p_old.credit_id AND k.subject = a.owner_code
    AND k.rule_code = p_old.rule_code AND k.span = c.span AND k.scope = p_old.scope
    AND k.starts_on = points_window_start(c.span, p_old.happened_on);
    FOR v_use IN SELECT * FROM points_budgetuse WHERE posting_id = p_old.id ORDER BY shard_id LOOP
        UPDATE points_budgetshard SET used = used - v_use.amount WHERE id = v_use.shard_id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount)
        VALUES (p_posting, v_use.shard_id, -v_use.amount);
    END LOOP;
END $$;

-- Adjust ------------------------------------------------------------------------------------------------------------

-- A correction by hand, with its reason: points in (with an expiry date) or, when negative, out.
CREATE FUNCTION points_adjust(
    p_scope text, p_code text, p_holder_kind text, p_holder text, p_amount integer, p_expires_on date, p_note text,
    p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('adjust', p_holder_kind, p_holder, p_amount::text, p_expires_on::text, p_note);
    v_account bigint := points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
    v_other bigint := points_computed_account(p_scope, 'adjustment', p_now);
    v_today date := points_tokyo_date(p_now);
    v_posting points_posting;
    v_answer points_answer;
BEGIN
    v_answer := points_begin(p_scope, p_key, v_hash, v_account, v_other);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    IF points_usable(v_account, v_today) < -p_amount THEN
        RETURN points_short(v_account, v_today, -p_amount);
    END IF;
    v_posting.debit_id := CASE WHEN p_amount > 0 THEN v_other ELSE v_account END;
    v_posting.credit_id := CASE WHEN p_amount > 0 THEN v_account ELSE v_other END;
    v_posting := points_draft(v_posting, p_code, p_scope, 'adjust', abs(p_amount), 'adjustment', p_code, v_today,
                              p_key, v_hash, p_actor, p_now);
    v_posting.note := p_note;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    IF p_amount > 0 THEN
        PERFORM points_make_lot(v_account, v_posting.id, p_expires_on, p_amount);
    ELSE
        PERFORM points_spend_lots(v_account, v_posting.id, -p_amount, v_today);
    END IF;
    RETURN points_answer_of(v_posting, v_account, 'posted');
END $$;

-- Expire ------------------------------------------------------------------------------------------------------------

-- Sweeps expired lots into the expired account, one posting per account, for at most p_limit accounts that nobody has
-- locked; tells how many it swept. Held points stay: they are still promised to an order.
CREATE FUNCTION points_expire(p_scope text, p_limit integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_today date := points_tokyo_date(p_now);
    v_account points_account;
    v_count integer := 0;
BEGIN
    FOR v_account IN SELECT a.* FROM points_account a WHERE a.scope = p_scope AND NOT a.computed AND a.id IN (
            SELECT l.account_id FROM points_lot l
            WHERE l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today)
        ORDER BY a.id LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED LOOP
        v_count := v_count + points_expire_account(v_account, v_today, p_now);
    END LOOP;
    RETURN v_count;
END $$;

CREATE FUNCTION points_expire_account(p_account points_account, p_today date, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_key text := format('expire:%s:%s', p_account.id, p_account.version + 1);
    v_posting points_posting;
    v_amount integer;
BEGIN
    SELECT sum(remaining - held) INTO v_amount FROM points_lot
    WHERE account_id = p_account.id AND remaining > 0 AND remaining > held AND expires_on < p_today;
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
    PERFORM points_use_lot(l, v_posting.id, l.remaining - l.held, 0) FROM points_lot l
    WHERE l.account_id = p_account.id AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < p_today;
    RETURN 1;
END $$;

-- Chain -------------------------------------------------------------------------------------------------------------

-- A field behind its length, so that no two rows read the same; an absent one differs from an empty one.
CREATE FUNCTION points_field(p_value text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN p_value IS NULL THEN int4send(-1)
    ELSE int4send(octet_length(convert_to(p_value, 'UTF8'))) || convert_to(p_value, 'UTF8') END;

CREATE FUNCTION points_digest(p_previous bytea, p points_posting) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN sha256(p_previous
        || points_field(p.id::text) || points_field(p.code) || points_field(p.scope) || points_field(p.kind)
        || points_field(p.debit_id::text) || points_field(p.credit_id::text) || points_field(p.amount::text)
        || points_field(p.asked::text) || points_field(p.debit_balance::text) || points_field(p.debit_version::text)
        || points_field(p.credit_balance::text) || points_field(p.credit_version::text)
        || points_field(p.rule_id::text) || points_field(p.rule_code) || points_field(trim_scale(p.quantity)::text)
        || points_field(p.source_kind) || points_field(p.source_code) || points_field(to_char(p.happened_on, 'YYYY-MM-DD'))
        || points_field(p.reverses_id::text) || points_field(p.hold_id::text) || points_field(p.key)
        || points_field(encode(p.request_hash, 'hex')) || points_field(p.actor_code) || points_field(p.note)
        || points_field((extract(epoch FROM p.at) * 1000000)::bigint::text));
END $$;

-- Links unsealed postings to the chain, one sealer at a time. Late commits get lower ids, so unsealed rows are found by
-- anti-join: over the last p_window ids, or over all with null.
CREATE FUNCTION points_seal(p_limit integer, p_window integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_posting points_posting;
    v_position bigint;
    v_digest bytea;
    v_count integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('points_seal')) THEN
        RETURN 0;
    END IF;
    SELECT position, digest INTO v_position, v_digest FROM points_chainlink ORDER BY position DESC LIMIT 1;
    v_position := coalesce(v_position, 0);
    v_digest := coalesce(v_digest, sha256('tsunagaru points'::bytea));
    FOR v_posting IN SELECT p.* FROM points_posting p
        WHERE p.id > coalesce((SELECT max(id) FROM points_posting) - p_window, 0)
        AND NOT EXISTS (SELECT FROM points_chainlink c WHERE c.posting_id = p.id)
        ORDER BY p.id LIMIT p_limit LOOP
        v_position := v_position + 1;
        v_count := v_count + 1;
        v_digest := points_digest(v_digest, v_posting);
        INSERT INTO points_chainlink (position, posting_id, digest, sealed_at)
        VALUES (v_position, v_posting.id, v_digest, p_now);
    END LOOP;
    RETURN v_count;
END $$;
