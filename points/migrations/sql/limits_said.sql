-- For whom a rule is, said by the refusal of whoever it is not for; and which limit cut an award, noted as it does. What
-- stands here under a name of shorter_ways.sql or giving.sql replaces it.

-- A refusal that names whom the rule is for, as the version in force has it.
CREATE FUNCTION points_not_eligible(p_rule bigint, p_why text) RETURNS points_answer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT points_refusal('not_eligible', jsonb_build_object(
        'rule', r.name, 'why', p_why, 'whom', jsonb_build_object(
            'age_from', r.age_from, 'age_to', r.age_to, 'residence', r.residence, 'districts', coalesce((
                SELECT jsonb_agg(coalesce(d.name, x.code) ORDER BY x.turn)
                FROM unnest(r.districts) WITH ORDINALITY x(code, turn)
                LEFT JOIN accounts_district d ON d.code = x.code), '[]'))))
        FROM points_rule r WHERE r.id = p_rule);
END $$;

-- Notes which limit left an award less than its rule gives: the cap that is full with it, else the campaign's budget.
-- Its counters are locked and have given back what it did not take.
CREATE FUNCTION points_note_cut(
    p_posting bigint, p_scope text, p_rule_id bigint, p_rule text, p_holder text, p_site text, p_day date
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_full jsonb := points_full_cap(p_scope, p_rule_id, p_rule, p_holder, p_site, p_day);
BEGIN
    INSERT INTO points_cut (posting_id, subject, span, most)
    VALUES (p_posting, coalesce(v_full ->> 'subject', ''), coalesce(v_full ->> 'span', ''), (v_full ->> 'most')::integer);
END $$;

CREATE FUNCTION points_guard_cut() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_posting p JOIN points_rule r ON r.id = p.rule_id
        WHERE p.id = NEW.posting_id AND p.kind = 'award' AND p.amount < p.asked
        AND (NEW.subject = '' AND r.campaign_id IS NOT NULL OR EXISTS (
            SELECT FROM points_rulecap c WHERE c.rule_id = r.id
            AND (c.subject, c.span, c.most) = (NEW.subject, NEW.span, NEW.most)))) THEN
        PERFORM points_refuse('points_cut_by_a_limit_of_its_rule', 'an award is cut by a limit of its rule');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER points_cut_fits BEFORE INSERT ON points_cut FOR EACH ROW EXECUTE FUNCTION points_guard_cut();
CREATE TRIGGER points_cut_append_only BEFORE UPDATE OR DELETE ON points_cut
    FOR EACH ROW EXECUTE FUNCTION points_guard_append_only();
CREATE TRIGGER points_cut_never_truncated BEFORE TRUNCATE ON points_cut
    FOR EACH STATEMENT EXECUTE FUNCTION points_guard_append_only();
ALTER TABLE points_cut ENABLE ALWAYS TRIGGER points_cut_fits;
ALTER TABLE points_cut ENABLE ALWAYS TRIGGER points_cut_append_only;

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
    v_name varchar;
    v_rule_version smallint;
    v_campaign bigint;
    v_issuer bigint;
    v_has_terms boolean;
    v_asked integer;
    v_expiry varchar;
    v_term smallint;
    v_expires_on date;
    v_spans varchar[];
    v_mosts integer[];
    v_taken integer[];
    v_is_awarded boolean;
    v_terms points_terms;
    v_why text;
    v_factor numeric;
    v_counters bigint[];
    v_shared integer[];
    v_shard bigint;
    v_amount integer;
    v_posting bigint;
BEGIN
    -- Two plain look-ups cost less than one that joins them under a lock.
    FOR i IN 1..2 LOOP
        SELECT a.id, a.balance, a.version INTO v_account, v_balance, v_version FROM points_account a
        WHERE a.owner_code = p_holder AND a.kind = p_holder_kind AND a.scope = p_scope FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        PERFORM points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
    END LOOP;
    -- Whether it was awarded before is seen here, under the account's lock: an index less for each posting to ask.
    -- "Published" is said in a way that keeps the planner from the index of dates, which costs more to read.
    SELECT r.id, r.name, r.version, r.campaign_id, r.issuer_id, r.has_terms, r.cap_spans, r.cap_mosts,
           r.expiry_kind, r.expiry_amount, points_amount(r, p_quantity), EXISTS (
               SELECT FROM points_posting o WHERE o.kind = 'award' AND o.source_code = p_source_code
               AND o.credit_id = v_account AND o.rule_code = p_rule AND o.source_kind = p_source_kind)
    INTO v_rule, v_name, v_rule_version, v_campaign, v_issuer, v_has_terms, v_spans, v_mosts, v_expiry, v_term, v_asked,
         v_is_awarded
    FROM points_rule r WHERE r.scope = p_scope AND r.code = p_rule AND coalesce(r.published_at, 'infinity') < 'infinity'
    AND r.starts_on <= p_happened_on AND (r.ends_on IS NULL OR p_happened_on <= r.ends_on);
    IF v_has_terms THEN
        v_terms := points_terms_of(v_rule, v_account, p_holder_kind, p_holder, p_source_kind, p_source_code,
                                   p_happened_on);
        v_why := v_terms.why;
        v_factor := v_terms.factor;
        IF v_factor IS NOT NULL THEN
            SELECT points_amount(r, p_quantity, v_factor) INTO v_asked FROM points_rule r WHERE r.id = v_rule;
        END IF;
    END IF;
    v_amount := CASE WHEN v_why IS NULL AND NOT v_is_awarded THEN v_asked ELSE 0 END;
    IF v_amount > 0 THEN
        IF v_spans <> '{}' THEN
            WITH taken AS (
                INSERT INTO points_capcounter AS k (scope, rule_code, subject, span, starts_on, used, most, last)
                SELECT p_scope, p_rule, p_holder, c.span, points_window_start(c.span, p_happened_on),
                       least(v_amount, c.most), c.most, least(v_amount, c.most)
                FROM unnest(v_spans, v_mosts) c(span, most)
                ON CONFLICT (subject, rule_code, span, starts_on, scope) DO UPDATE
                SET last = greatest(0, least(v_amount, excluded.most - k.used)),
                    used = k.used + greatest(0, least(v_amount, excluded.most - k.used)),
                    most = greatest(excluded.most, k.used)
                RETURNING k.span, k.last)
            -- In whatever order the rows come: a span and what was taken of it stand at the same place.
            SELECT array_agg(t.span), array_agg(t.last), least(v_amount, min(t.last))
            INTO v_spans, v_taken, v_amount FROM taken t;
        END IF;
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
            v_rule, p_rule, p_quantity, v_factor, p_source_kind, p_source_code, p_happened_on, p_key, v_hash,
            p_actor, '', p_now)
        ON CONFLICT (key, scope) DO NOTHING RETURNING id INTO v_posting;
    END IF;
    IF v_posting IS NULL OR v_amount < v_asked THEN
        PERFORM points_give_back(p_scope, p_rule, p_holder, v_spans, p_happened_on, v_taken, v_counters, v_shared,
                                 CASE WHEN v_posting IS NULL THEN 0 ELSE v_amount END);
        IF v_posting IS NOT NULL THEN
            PERFORM points_note_cut(v_posting, p_scope, v_rule, p_rule, p_holder, v_terms.site, p_happened_on);
        END IF;
    END IF;
    IF v_posting IS NULL THEN
        RETURN coalesce(
            points_awarded(p_scope, p_key, v_hash, v_account, p_rule, p_source_kind, p_source_code),
            CASE WHEN v_amount > 0 THEN points_conflict(p_scope, p_key, v_hash)
                 WHEN v_rule IS NULL THEN points_refusal('rule_not_in_force', jsonb_build_object(
                     'rule', p_rule, 'day', p_happened_on))
                 WHEN v_why IS NOT NULL THEN points_not_eligible(v_rule, v_why)
                 WHEN v_asked <= 0 THEN points_refusal('nothing_earned', jsonb_build_object('rule', v_name))
                 ELSE points_limit_refusal(p_scope, v_rule, p_rule, v_name, p_holder, v_terms.site, p_happened_on) END);
    END IF;

    -- What most rules say is worked out at once; the other ways are an expression that is costly to prepare.
    v_expires_on := points_tokyo_date(p_now);
    IF v_expiry = 'days' THEN
        v_expires_on := v_expires_on + v_term;
    ELSE
        v_expires_on := points_expiry_date(v_expiry, v_term, v_expires_on);
    END IF;
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

CREATE OR REPLACE FUNCTION points_restrict(p_role text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', p_role);
    FOREACH v_table IN ARRAY ARRAY['account', 'posting', 'lot', 'lotuse', 'hold', 'holdlot', 'capcounter', 'capuse',
                                   'budgetshard', 'budgetuse', 'chainlink', 'lotextension', 'gift', 'giftcounter',
                                   'cut'] LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON points_%s FROM %I', v_table, p_role);
    END LOOP;
END $$;
