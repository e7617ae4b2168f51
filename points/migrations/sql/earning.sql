-- Ways to earn: what a rule asks besides a quantity, and awards that stand on a record of their own.
-- What stands here replaces what functions.sql, guards.sql, award.sql and roles.sql say under the same names.
--
-- The way of most calls does less than before: account and rule are one statement, and a counter is asked and written
-- by one. So the counters are written first; what the rest of the award does not take is put back into them.
-- A rule without terms (multipliers, eligibility, shared caps, a record) pays nothing for them.
-- Lock order: accounts by id, then counters (a person's own, then shared ones by subject and span), then budget
-- shards, then lots (always under their account's lock).

DROP FUNCTION points_full_cap;
DROP FUNCTION points_budget_left;
DROP FUNCTION points_take_budget;

-- Arithmetic --------------------------------------------------------------------------------------------------------

-- The basis is whole; all multipliers that hold are multiplied with it; parts of a point are dropped; then the most of
-- one award.
CREATE FUNCTION points_amount(p_rule points_rule, p_quantity numeric, p_factor numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(floor((p_rule.per_time + floor(p_rule.per_unit * p_quantity)) * coalesce(p_factor, 1)),
             p_rule.most_per_award)::integer;

-- Terms of a rule ---------------------------------------------------------------------------------------------------

CREATE TYPE points_terms AS (
    why text,            -- why not, else null
    factor numeric,      -- what is multiplied with, null for nothing
    site text,           -- the site of a visit, else null
    household text       -- whose cap counts, the person alone where there is none
);

-- What a rule with terms says to an activity of a holder whose account is locked.
CREATE FUNCTION points_terms_of(
    p_rule bigint, p_account bigint, p_holder_kind text, p_holder text, p_source_kind text, p_source_code text,
    p_day date
) RETURNS points_terms LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_rule points_rule;
    v points_terms;
BEGIN
    SELECT * INTO v_rule FROM points_rule WHERE id = p_rule;
    IF v_rule.way NOT IN ('attendance', p_source_kind) THEN
        v.why := 'way';
    ELSIF p_holder_kind = 'person' THEN
        v.why := points_why_not(v_rule, p_holder, p_day);
    END IF;
    v.factor := points_factor(v_rule, p_account, p_day);
    IF p_source_kind = 'site' THEN
        v.site := (SELECT s.code FROM points_sitevisit x JOIN points_site s ON s.id = x.site_id
                   WHERE x.code = p_source_code);
    END IF;
    v.household := points_household_of(p_holder, p_day);
    RETURN v;
END $$;

CREATE FUNCTION points_household_of(p_holder text, p_day date) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT h.code FROM points_householdmember m JOIN points_household h ON h.id = m.household_id
                     WHERE m.person_code = p_holder AND m.during @> p_day), p_holder);
END $$;

-- Why a person may not earn by a rule on a day, null when they may. What is not known is asked for, not guessed.
CREATE FUNCTION points_why_not(p_rule points_rule, p_holder text, p_day date) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v record;
BEGIN
    IF p_rule.age_from IS NULL AND p_rule.age_to IS NULL AND p_rule.residence = '' AND p_rule.districts = '{}' THEN
        RETURN NULL;
    END IF;
    SELECT extract(year FROM age(p_day, u.date_of_birth)) AS age, d.code AS district, u.lives_in_city AS lives,
           u.lives_in_city OR u.works_in_city OR u.studies_in_city AS belongs
    INTO v FROM accounts_user u LEFT JOIN accounts_district d ON d.id = u.district_id WHERE u.code = p_holder;
    RETURN CASE
        WHEN (p_rule.age_from IS NOT NULL OR p_rule.age_to IS NOT NULL) AND v.age IS NULL THEN 'age_unknown'
        WHEN v.age < p_rule.age_from OR v.age > p_rule.age_to THEN 'age'
        WHEN p_rule.residence = 'lives' AND v.lives IS NOT TRUE
            OR p_rule.residence = 'belongs' AND v.belongs IS NOT TRUE THEN 'residence'
        WHEN p_rule.districts <> '{}' AND v.district IS NULL THEN 'district_unknown'
        WHEN p_rule.districts <> '{}' AND v.district <> ALL (p_rule.districts) THEN 'district' END;
END $$;

-- The product of the multipliers that hold for an activity, null where none does. Awards that were taken back do not
-- count, neither as the first nor in a row.
CREATE FUNCTION points_factor(p_rule points_rule, p_account bigint, p_day date) RETURNS numeric
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v points_rulemultiplier;
    v_factor numeric;
BEGIN
    FOR v IN SELECT * FROM points_rulemultiplier WHERE rule_id = p_rule.id ORDER BY id LOOP
        IF (CASE v.kind
            WHEN 'first_time' THEN NOT EXISTS (SELECT FROM points_standing_days(p_account, p_rule.code))
            WHEN 'seasonal' THEN p_day BETWEEN v.starts_on AND v.ends_on
            ELSE points_in_a_row(p_account, p_rule.code, v.span, v.length, p_day) END) THEN
            v_factor := coalesce(v_factor, 1) * v.factor;
        END IF;
    END LOOP;
    RETURN v_factor;
END $$;

CREATE FUNCTION points_standing_days(p_account bigint, p_rule text) RETURNS SETOF date LANGUAGE sql STABLE AS $$
    SELECT p.happened_on FROM points_posting p WHERE p.credit_id = p_account AND p.rule_code = p_rule
    AND p.kind = 'award' AND NOT EXISTS (SELECT FROM points_posting r WHERE r.reverses_id = p.id)
$$;

-- Whether each of the windows before that of a day, p_length with this one, has an award that stands.
CREATE FUNCTION points_in_a_row(p_account bigint, p_rule text, p_span text, p_length integer, p_day date)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_start date := points_window_start(p_span, p_day);
    v_first date := CASE p_span WHEN 'day' THEN v_start - (p_length - 1) WHEN 'week' THEN v_start - 7 * (p_length - 1)
                    ELSE (v_start - make_interval(months => p_length - 1))::date END;
BEGIN
    RETURN p_length - 1 = (SELECT count(DISTINCT points_window_start(p_span, d))
                           FROM points_standing_days(p_account, p_rule) d WHERE d >= v_first AND d < v_start);
END $$;

-- Caps --------------------------------------------------------------------------------------------------------------

-- The name under which a cap counts somebody.
CREATE FUNCTION points_cap_name(p_subject text, p_holder text, p_household text, p_site text, p_rule text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_subject WHEN 'person' THEN p_holder WHEN 'household' THEN 'household:' || p_household
    WHEN 'site' THEN 'site:' || p_site WHEN 'rule' THEN 'rule:' || p_rule END;

-- Every limit of a rule as it stands for a holder, on a day and, where it matters, at a site.
CREATE FUNCTION points_limits(p_scope text, p_rule_id bigint, p_rule text, p_holder text, p_site text, p_day date)
RETURNS TABLE (subject text, span text, most integer, used integer, starts_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_household text := points_household_of(p_holder, p_day);
BEGIN
    RETURN QUERY SELECT c.subject::text, c.span::text, c.most, coalesce(k.used, 0), points_window_start(c.span, p_day)
    FROM points_rulecap c LEFT JOIN points_capcounter k ON k.scope = p_scope AND k.rule_code = p_rule
        AND k.span = c.span AND k.starts_on = points_window_start(c.span, p_day)
        AND k.subject = points_cap_name(c.subject, p_holder, v_household, p_site, p_rule)
    WHERE c.rule_id = p_rule_id AND (c.subject <> 'site' OR p_site IS NOT NULL)
    ORDER BY c.subject, c.span;
END $$;

-- Which cap of a rule version is full.
CREATE FUNCTION points_full_cap(
    p_scope text, p_rule_id bigint, p_rule text, p_holder text, p_site text, p_day date
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('subject', l.subject, 'span', l.span, 'most', l.most)
            FROM points_limits(p_scope, p_rule_id, p_rule, p_holder, p_site, p_day) l
            WHERE l.used >= l.most ORDER BY l.most DESC LIMIT 1);
END $$;

-- Takes from the counters that several people share; tells what each gave, in the order in which they are locked.
CREATE FUNCTION points_take_shared(
    p_scope text, p_rule_id bigint, p_rule text, p_holder text, p_terms points_terms, p_day date, p_amount integer,
    OUT p_counters bigint[], OUT p_taken integer[]
) LANGUAGE plpgsql AS $$
DECLARE
    v record;
    v_counter bigint;
    v_last integer;
BEGIN
    FOR v IN SELECT c.span, c.most, points_window_start(c.span, p_day) AS starts_on,
                    points_cap_name(c.subject, p_holder, p_terms.household, p_terms.site, p_rule) AS name
             FROM points_rulecap c WHERE c.rule_id = p_rule_id AND c.subject <> 'person'
             AND (c.subject <> 'site' OR p_terms.site IS NOT NULL) ORDER BY c.subject, c.span LOOP
        INSERT INTO points_capcounter AS k (scope, rule_code, subject, span, starts_on, used, most, last)
        VALUES (p_scope, p_rule, v.name, v.span, v.starts_on, least(p_amount, v.most), v.most, least(p_amount, v.most))
        ON CONFLICT (subject, rule_code, span, starts_on, scope) DO UPDATE
        SET last = greatest(0, least(p_amount, v.most - k.used)),
            used = k.used + greatest(0, least(p_amount, v.most - k.used)), most = greatest(v.most, k.used)
        RETURNING k.id, k.last INTO v_counter, v_last;
        p_counters := p_counters || v_counter;
        p_taken := p_taken || v_last;
    END LOOP;
END $$;

-- An event locks the shared counters of all its awards first, in their order, so that two events do not wait for one
-- another.
CREATE FUNCTION points_lock_shared(p_scope text, p_awards jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM jsonb_to_recordset(p_awards) AS x(rule text)
                   JOIN points_rule r ON r.scope = p_scope AND r.code = x.rule AND r.has_terms) THEN
        RETURN;
    END IF;
    PERFORM FROM points_capcounter k JOIN (
        SELECT DISTINCT c.subject AS kind, c.span, points_window_start(c.span, x.happened_on) AS starts_on, x.rule,
               points_cap_name(c.subject, x.holder, points_household_of(x.holder, x.happened_on), s.code, x.rule) AS name
        FROM jsonb_to_recordset(p_awards) AS x(holder text, rule text, source_kind text, source_code text,
                                               happened_on date)
        JOIN points_rule r ON r.scope = p_scope AND r.code = x.rule AND r.published_at IS NOT NULL
        JOIN points_rulecap c ON c.rule_id = r.id AND c.subject <> 'person'
        LEFT JOIN points_sitevisit v ON x.source_kind = 'site' AND v.code = x.source_code
        LEFT JOIN points_site s ON s.id = v.site_id) w
    ON (k.scope, k.rule_code, k.span, k.starts_on, k.subject) = (p_scope, w.rule, w.span, w.starts_on, w.name)
    ORDER BY w.kind, k.span, k.subject, k.starts_on FOR NO KEY UPDATE OF k;
END $$;

-- Budgets -----------------------------------------------------------------------------------------------------------

-- Locks a shard that can give the whole, one that nobody else has locked and if it may be that of the account; else,
-- for the last points, every shard. Tells how much there is, and which shard gives it (null: all of them).
CREATE FUNCTION points_reserve_budget(
    p_campaign bigint, p_account bigint, p_amount integer, OUT p_left integer, OUT p_shard bigint
) LANGUAGE plpgsql AS $$
DECLARE
    v_count integer := (SELECT count(*) FROM points_budgetshard WHERE campaign_id = p_campaign);
BEGIN
    SELECT id INTO p_shard FROM points_budgetshard
    WHERE campaign_id = p_campaign AND number = p_account % v_count AND granted - used >= p_amount
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT id INTO p_shard FROM points_budgetshard
        WHERE campaign_id = p_campaign AND granted - used >= p_amount
        ORDER BY (number - p_account % v_count + v_count) % v_count LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    END IF;
    p_left := p_amount;
    IF p_shard IS NULL THEN
        PERFORM FROM points_budgetshard WHERE campaign_id = p_campaign ORDER BY number FOR NO KEY UPDATE;
        SELECT least(p_amount, coalesce(sum(granted - used), 0)) INTO p_left FROM points_budgetshard
        WHERE campaign_id = p_campaign;
    END IF;
END $$;

CREATE FUNCTION points_take_budget(p_campaign bigint, p_shard bigint, p_posting bigint, p_amount integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_shard points_budgetshard;
    v_left integer := p_amount;
    v_take integer;
BEGIN
    FOR v_shard IN SELECT * FROM points_budgetshard WHERE campaign_id = p_campaign AND granted > used
                   AND id = coalesce(p_shard, id) ORDER BY number LOOP
        v_take := least(v_left, v_shard.granted - v_shard.used);
        UPDATE points_budgetshard SET used = used + v_take WHERE id = v_shard.id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount) VALUES (p_posting, v_shard.id, v_take);
        v_left := v_left - v_take;
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

-- Award -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION points_award(
    p_scope text, p_code text, p_holder_kind text, p_holder text, p_rule text, p_source_kind text, p_source_code text,
    p_quantity numeric, p_happened_on date, p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('award', p_holder_kind, p_holder, p_rule, p_source_kind, p_source_code,
                                        trim_scale(p_quantity)::text, p_happened_on::text);
    v_account bigint;
    v_balance bigint;
    v_version bigint;
    v_rule bigint;
    v_name text;
    v_rule_version integer;
    v_campaign bigint;
    v_issuer bigint;
    v_has_terms boolean;
    v_asked integer;
    v_expires_on date;
    v_spans text[];
    v_mosts integer[];
    v_taken integer[];
    v_last integer;
    v_terms points_terms;
    v_counters bigint[];
    v_shared integer[];
    v_shard bigint;
    v_amount integer;
    v_posting bigint;
BEGIN
    FOR i IN 1..2 LOOP
        SELECT a.id, a.balance, a.version, r.id, r.name, r.version, r.campaign_id, r.issuer_id, r.has_terms,
               r.cap_spans, r.cap_mosts, points_amount(r, p_quantity),
               points_expiry_date(r.expiry_kind, r.expiry_amount, points_tokyo_date(p_now))
        INTO v_account, v_balance, v_version, v_rule, v_name, v_rule_version, v_campaign, v_issuer, v_has_terms,
             v_spans, v_mosts, v_asked, v_expires_on
        FROM points_account a, points_rule r
        WHERE a.owner_code = p_holder AND a.kind = p_holder_kind AND a.scope = p_scope
        AND r.scope = p_scope AND r.code = p_rule AND r.published_at IS NOT NULL
        AND r.starts_on <= p_happened_on AND (r.ends_on IS NULL OR p_happened_on <= r.ends_on)
        FOR NO KEY UPDATE OF a;
        EXIT WHEN FOUND;
        v_account := points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
    END LOOP;
    IF v_has_terms THEN
        v_terms := points_terms_of(v_rule, v_account, p_holder_kind, p_holder, p_source_kind, p_source_code,
                                   p_happened_on);
        IF v_terms.factor IS NOT NULL THEN
            SELECT points_amount(r, p_quantity, v_terms.factor) INTO v_asked FROM points_rule r WHERE r.id = v_rule;
        END IF;
    END IF;
    v_amount := CASE WHEN v_terms.why IS NULL THEN v_asked ELSE 0 END;
    IF v_amount > 0 THEN
        FOR i IN 1..cardinality(v_spans) LOOP
            INSERT INTO points_capcounter AS k (scope, rule_code, subject, span, starts_on, used, most, last)
            VALUES (p_scope, p_rule, p_holder, v_spans[i], points_window_start(v_spans[i], p_happened_on),
                    least(v_amount, v_mosts[i]), v_mosts[i], least(v_amount, v_mosts[i]))
            ON CONFLICT (subject, rule_code, span, starts_on, scope) DO UPDATE
            SET last = greatest(0, least(v_amount, v_mosts[i] - k.used)),
                used = k.used + greatest(0, least(v_amount, v_mosts[i] - k.used)), most = greatest(v_mosts[i], k.used)
            RETURNING k.last INTO v_last;
            v_taken[i] := v_last;
            v_amount := least(v_amount, v_last);
        END LOOP;
        IF v_has_terms AND v_amount > 0 THEN
            SELECT p_counters, p_taken INTO v_counters, v_shared
            FROM points_take_shared(p_scope, v_rule, p_rule, p_holder, v_terms, p_happened_on, v_amount);
            v_amount := least(v_amount, (SELECT min(t) FROM unnest(v_shared) t));
        END IF;
        IF v_campaign IS NOT NULL AND v_amount > 0 THEN
            SELECT p_left, p_shard INTO v_amount, v_shard FROM points_reserve_budget(v_campaign, v_account, v_amount);
        END IF;
    END IF;
    IF v_amount > 0 THEN
        INSERT INTO points_posting (
            code, scope, kind, debit_id, credit_id, amount, asked, credit_balance, credit_version, rule_id, rule_code,
            quantity, factor, source_kind, source_code, happened_on, key, request_hash, actor_code, note, at)
        VALUES (
            p_code, p_scope, 'award', v_issuer, v_account, v_amount, v_asked, v_balance + v_amount, v_version + 1,
            v_rule, p_rule, p_quantity, v_terms.factor, p_source_kind, p_source_code, p_happened_on, p_key, v_hash,
            p_actor, '', p_now)
        ON CONFLICT DO NOTHING RETURNING id INTO v_posting;
    END IF;
    IF v_posting IS NULL OR v_amount < v_asked THEN
        PERFORM points_give_back(p_scope, p_rule, p_holder, v_spans, p_happened_on, v_taken, v_counters, v_shared,
                                 CASE WHEN v_posting IS NULL THEN 0 ELSE v_amount END);
    END IF;
    IF v_posting IS NULL THEN
        RETURN coalesce(
            points_awarded(p_scope, p_key, v_hash, v_account, p_rule, p_source_kind, p_source_code),
            CASE WHEN v_amount > 0 THEN points_conflict(p_scope, p_key, v_hash)
                 WHEN v_rule IS NULL THEN points_refusal('rule_not_in_force', jsonb_build_object(
                     'rule', p_rule, 'day', p_happened_on))
                 WHEN v_terms.why IS NOT NULL THEN points_refusal('not_eligible', jsonb_build_object(
                     'rule', v_name, 'why', v_terms.why))
                 WHEN v_asked <= 0 THEN points_refusal('nothing_earned', jsonb_build_object('rule', v_name))
                 ELSE points_limit_refusal(p_scope, v_rule, p_rule, v_name, p_holder, v_terms.site, p_happened_on) END);
    END IF;

    UPDATE points_account SET balance = v_balance + v_amount, version = v_version + 1 WHERE id = v_account;
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
    VALUES (v_account, v_posting, v_expires_on, v_amount, v_amount, 0, 0);
    IF v_counters IS NOT NULL THEN
        INSERT INTO points_capuse (posting_id, counter_id, amount)
        SELECT v_posting, c, v_amount FROM unnest(v_counters) c;
    END IF;
    IF v_campaign IS NOT NULL THEN
        PERFORM points_take_budget(v_campaign, v_shard, v_posting, v_amount);
    END IF;
    RETURN ROW('posted', p_code, 'award', v_amount, v_asked, v_balance + v_amount, p_now, p_happened_on,
               v_expires_on, p_rule, v_rule_version, p_source_kind, p_source_code, NULL)::points_answer;
END $$;

-- Puts back into each counter what it gave beyond the amount that was awarded. Its lock is still ours.
CREATE FUNCTION points_give_back(
    p_scope text, p_rule text, p_holder text, p_spans text[], p_day date, p_taken integer[], p_counters bigint[],
    p_shared integer[], p_amount integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..coalesce(cardinality(p_taken), 0) LOOP
        IF p_taken[i] > p_amount THEN
            UPDATE points_capcounter SET used = used - (p_taken[i] - p_amount), last = p_amount
            WHERE subject = p_holder AND rule_code = p_rule AND span = p_spans[i]
            AND starts_on = points_window_start(p_spans[i], p_day) AND scope = p_scope;
        END IF;
    END LOOP;
    FOR i IN 1..coalesce(cardinality(p_counters), 0) LOOP
        IF p_shared[i] > p_amount THEN
            UPDATE points_capcounter SET used = used - (p_shared[i] - p_amount), last = p_amount
            WHERE id = p_counters[i];
        END IF;
    END LOOP;
END $$;

-- Which limit left nothing: a cap, or the campaign.
CREATE FUNCTION points_limit_refusal(
    p_scope text, p_rule_id bigint, p_rule text, p_name text, p_holder text, p_site text, p_day date
) RETURNS points_answer LANGUAGE plpgsql AS $$
DECLARE
    v_full jsonb := points_full_cap(p_scope, p_rule_id, p_rule, p_holder, p_site, p_day);
BEGIN
    IF v_full IS NULL THEN
        RETURN points_refusal('budget_spent', jsonb_build_object('rule', p_name));
    END IF;
    RETURN points_refusal('cap_reached', jsonb_build_object('rule', p_name) || v_full);
END $$;

-- An event: accounts are locked in id order first, then shared counters, then each award is made; the answers come in
-- the order asked.
CREATE OR REPLACE FUNCTION points_award_event(p_scope text, p_awards jsonb, p_actor text, p_now timestamptz)
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
    PERFORM points_lock_shared(p_scope, p_awards);
    FOR v IN SELECT * FROM jsonb_to_recordset(p_awards) AS x(code text, kind text, holder text, rule text,
             source_kind text, source_code text, quantity numeric, happened_on date, key text) LOOP
        RETURN NEXT points_award(p_scope, v.code, v.kind, v.holder, v.rule, v.source_kind, v.source_code, v.quantity,
                                 v.happened_on, v.key, p_actor, p_now);
    END LOOP;
END $$;

-- A withdrawn award no longer counts against caps and budget.
CREATE OR REPLACE FUNCTION points_uncount(p_old points_posting, p_posting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_use points_budgetuse;
    v_count points_capuse;
BEGIN
    UPDATE points_capcounter k SET used = k.used - p_old.amount FROM points_rulecap c, points_account a
    WHERE c.rule_id = p_old.rule_id AND c.subject = 'person' AND a.id = p_old.credit_id AND k.subject = a.owner_code
    AND k.rule_code = p_old.rule_code AND k.span = c.span AND k.scope = p_old.scope
    AND k.starts_on = points_window_start(c.span, p_old.happened_on);
    FOR v_count IN SELECT u.* FROM points_capuse u JOIN points_capcounter k ON k.id = u.counter_id
                   WHERE u.posting_id = p_old.id ORDER BY k.subject, k.span LOOP
        UPDATE points_capcounter SET used = used - v_count.amount WHERE id = v_count.counter_id;
        INSERT INTO points_capuse (posting_id, counter_id, amount)
        VALUES (p_posting, v_count.counter_id, -v_count.amount);
    END LOOP;
    FOR v_use IN SELECT * FROM points_budgetuse WHERE posting_id = p_old.id ORDER BY shard_id LOOP
        UPDATE points_budgetshard SET used = used - v_use.amount WHERE id = v_use.shard_id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount)
        VALUES (p_posting, v_use.shard_id, -v_use.amount);
    END LOOP;
END $$;

-- The factor comes last, and only where there is one: every digest from before stays what it is.
CREATE OR REPLACE FUNCTION points_digest(p_previous bytea, p points_posting) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
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
        || points_field((extract(epoch FROM p.at) * 1000000)::bigint::text)
        || CASE WHEN p.factor IS NULL THEN ''::bytea ELSE points_field(trim_scale(p.factor)::text) END);
END $$;
