-- An award that does less for the same guarantees. What stands here replaces what functions.sql, guards.sql and
-- triggers.sql say under the same names.
--
-- A published rule carries the issuer's account beside its caps; a counter is written by one statement, there or not;
-- the condition of a trigger, which PostgreSQL reads anew at every statement, waits until one of its columns is written.

-- The way of most calls is short on purpose: what a key or an activity has done before is looked up only when the
-- insert finds it in its way, or when something else refuses.
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
    v_asked integer;
    v_expires_on date;
    v_spans text[];
    v_mosts integer[];
    v_starts date[];
    v_used integer;
    v_amount integer;
    v_posting bigint;
BEGIN
    SELECT id, balance, version INTO v_account, v_balance, v_version FROM points_account
    WHERE owner_code = p_holder AND kind = p_holder_kind AND scope = p_scope FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM points_stored_account(p_scope, p_holder_kind, p_holder, p_now);
        SELECT id, balance, version INTO v_account, v_balance, v_version FROM points_account
        WHERE owner_code = p_holder AND kind = p_holder_kind AND scope = p_scope FOR NO KEY UPDATE;
    END IF;
    SELECT r.id, r.name, r.version, r.campaign_id, r.issuer_id, r.cap_spans, r.cap_mosts,
           points_amount(r, p_quantity), points_expiry_date(r.expiry_kind, r.expiry_amount, points_tokyo_date(p_now))
    INTO v_rule, v_name, v_rule_version, v_campaign, v_issuer, v_spans, v_mosts, v_asked, v_expires_on
    FROM points_rule r WHERE r.scope = p_scope AND r.code = p_rule AND r.published_at IS NOT NULL
    AND r.starts_on <= p_happened_on AND (r.ends_on IS NULL OR p_happened_on <= r.ends_on);
    v_amount := v_asked;
    -- One index look-up for each window: a join would cost more to set up than to run.
    FOR i IN 1..coalesce(cardinality(v_spans), 0) LOOP
        v_starts[i] := points_window_start(v_spans[i], p_happened_on);
        SELECT used INTO v_used FROM points_capcounter WHERE subject = p_holder AND rule_code = p_rule
        AND span = v_spans[i] AND starts_on = v_starts[i] AND scope = p_scope;
        v_amount := least(v_amount, v_mosts[i] - coalesce(v_used, 0));
    END LOOP;
    IF v_amount > 0 AND v_campaign IS NOT NULL THEN
        v_amount := points_budget_left(v_campaign, v_account, v_amount);
    END IF;
    IF v_amount IS NULL OR v_amount <= 0 THEN
        RETURN coalesce(
            points_awarded(p_scope, p_key, v_hash, v_account, p_rule, p_source_kind, p_source_code),
            CASE WHEN v_rule IS NULL THEN points_refusal('rule_not_in_force', jsonb_build_object(
                     'rule', p_rule, 'day', p_happened_on))
                 WHEN v_asked <= 0 THEN points_refusal('nothing_earned', jsonb_build_object('rule', v_name))
                 WHEN v_campaign IS NULL
                     OR points_full_cap(p_scope, v_rule, p_rule, p_holder, p_happened_on) IS NOT NULL
                 THEN points_refusal('cap_reached', jsonb_build_object('rule', v_name)
                     || points_full_cap(p_scope, v_rule, p_rule, p_holder, p_happened_on))
                 ELSE points_refusal('budget_spent', jsonb_build_object('rule', v_name)) END);
    END IF;

    INSERT INTO points_posting (
        code, scope, kind, debit_id, credit_id, amount, asked, credit_balance, credit_version, rule_id, rule_code,
        quantity, source_kind, source_code, happened_on, key, request_hash, actor_code, note, at)
    VALUES (
        p_code, p_scope, 'award', v_issuer, v_account, v_amount, v_asked, v_balance + v_amount, v_version + 1, v_rule,
        p_rule, p_quantity, p_source_kind, p_source_code, p_happened_on, p_key, v_hash, p_actor, '', p_now)
    ON CONFLICT DO NOTHING RETURNING id INTO v_posting;
    IF v_posting IS NULL THEN
        RETURN coalesce(points_awarded(p_scope, p_key, v_hash, v_account, p_rule, p_source_kind, p_source_code),
                        points_conflict(p_scope, p_key, v_hash));
    END IF;
    UPDATE points_account SET balance = v_balance + v_amount, version = v_version + 1 WHERE id = v_account;
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
    VALUES (v_account, v_posting, v_expires_on, v_amount, v_amount, 0, 0);
    -- The account is locked, so the counter is still what was read; and a CHECK keeps it under its cap.
    FOR i IN 1..cardinality(v_spans) LOOP
        INSERT INTO points_capcounter (scope, rule_code, subject, span, starts_on, used, most)
        VALUES (p_scope, p_rule, p_holder, v_spans[i], v_starts[i], v_amount, v_mosts[i])
        ON CONFLICT (subject, rule_code, span, starts_on, scope) DO UPDATE
        SET used = points_capcounter.used + excluded.used, most = excluded.most;
    END LOOP;
    IF v_campaign IS NOT NULL THEN
        PERFORM points_take_budget(v_campaign, v_account, v_posting, v_amount);
    END IF;
    RETURN ROW('posted', p_code, 'award', v_amount, v_asked, v_balance + v_amount, p_now, p_happened_on,
               v_expires_on, p_rule, v_rule_version, p_source_kind, p_source_code, NULL)::points_answer;
END $$;

-- At commit: the stored accounts have moved, lots back every point on the side of a person or community, and a capture
-- has ended its hold.
CREATE OR REPLACE FUNCTION points_guard_posting_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    IF NEW.debit_version IS NOT NULL THEN
        SELECT a.version >= NEW.debit_version AS moved, a.kind NOT IN ('person', 'community') OR NEW.amount =
            (SELECT sum(u.amount) FROM points_lotuse u WHERE u.posting_id = NEW.id) AS backed
        INTO v FROM points_account a WHERE a.id = NEW.debit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_takes_from_lots', 'what leaves an account leaves its lots');
        END IF;
    END IF;
    IF NEW.credit_version IS NOT NULL THEN
        SELECT a.version >= NEW.credit_version AS moved, a.kind NOT IN ('person', 'community') OR NEW.amount =
            (SELECT sum(l.granted) FROM points_lot l WHERE l.posting_id = NEW.id) AS backed
        INTO v FROM points_account a WHERE a.id = NEW.credit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_makes_lots', 'what enters an account enters as lots');
        ELSIF NEW.kind IN ('give', 'reverse') THEN
            PERFORM points_guard_dates(NEW);
        END IF;
    END IF;
    -- In two steps: together they would be a query, run at every posting.
    IF NEW.hold_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM points_hold h WHERE h.id = NEW.hold_id AND h.state = 'captured') THEN
            PERFORM points_refuse('points_hold_captured_by_posting', 'a capture ends its hold');
        END IF;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER points_posting_ends_its_hold ON points_posting;
DROP FUNCTION points_guard_capture_complete;

-- A published version is immutable, but for its end, which may not leave a paid activity behind it.
-- Publication fills in the caps and the issuer, which it may have to open: a restricted role publishes, too.
CREATE OR REPLACE FUNCTION points_guard_rule_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        SELECT coalesce(array_agg(c.span ORDER BY c.span), '{}'), coalesce(array_agg(c.most ORDER BY c.span), '{}')
        INTO NEW.cap_spans, NEW.cap_mosts FROM points_rulecap c WHERE c.rule_id = NEW.id;
        IF NEW.published_at IS NOT NULL THEN
            NEW.issuer_id := points_computed_account(NEW.scope, 'issuer', NEW.published_at);
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'ends_on' <> to_jsonb(OLD) - 'ends_on' THEN
        PERFORM points_refuse('points_rule_immutable', 'a published rule does not change: make a new version');
    END IF;
    IF NEW.ends_on IS NOT NULL AND EXISTS (SELECT FROM points_posting p WHERE p.rule_id = NEW.id
                                           AND p.kind = 'award' AND p.happened_on > NEW.ends_on) THEN
        PERFORM points_refuse('points_rule_ends_after_its_awards', 'a rule ends after the activities it paid for');
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER points_capcounter_keeps ON points_capcounter;
CREATE TRIGGER points_capcounter_keeps BEFORE UPDATE OF scope, rule_code, subject, span, starts_on ON points_capcounter
    FOR EACH ROW WHEN ((OLD.scope, OLD.rule_code, OLD.subject, OLD.span, OLD.starts_on)
                    <> (NEW.scope, NEW.rule_code, NEW.subject, NEW.span, NEW.starts_on))
    EXECUTE FUNCTION points_guard_append_only();
ALTER TABLE points_capcounter ENABLE ALWAYS TRIGGER points_capcounter_keeps;
DROP TRIGGER points_account_held_backed ON points_account;
CREATE CONSTRAINT TRIGGER points_account_held_backed AFTER UPDATE OF held ON points_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.held <> NEW.held)
    EXECUTE FUNCTION points_guard_account_held();
ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_held_backed;

-- Rules published before this. Only the owner can step over the guard, and only with the table locked.
ALTER TABLE points_rule DISABLE TRIGGER points_rule_immutable;
UPDATE points_rule SET issuer_id = points_computed_account(scope, 'issuer', published_at)
WHERE published_at IS NOT NULL;
ALTER TABLE points_rule ENABLE ALWAYS TRIGGER points_rule_immutable;
