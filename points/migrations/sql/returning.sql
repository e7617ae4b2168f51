-- What a campaign gets back of an award: each point once, whether it expired or the award was withdrawn, through
-- however many hands the points went, and into whichever of its shards has given as much. What stands here replaces
-- what functions.sql, earning.sql and carry_over.sql say under the same names.

DROP FUNCTION points_return_to_campaign(bigint, bigint, integer);

-- How much of an award its campaign has not got back yet.
CREATE FUNCTION points_not_returned(p_award bigint, p_amount integer) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT p_amount + coalesce(sum(u.amount), 0)::integer FROM points_budgetuse u WHERE u.award_id = p_award
$$;

-- Gives points of awards back to their campaign's budget: to the first shard that has given as many, else to several.
CREATE FUNCTION points_return_to_campaign(p_campaign bigint, p_posting bigint, p_awards bigint[], p_amounts integer[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_total integer := (SELECT sum(a) FROM unnest(p_amounts) a);
    v_shard bigint;
BEGIN
    SELECT id INTO v_shard FROM points_budgetshard WHERE campaign_id = p_campaign AND used >= v_total
    ORDER BY number LIMIT 1 FOR NO KEY UPDATE;
    IF FOUND THEN
        UPDATE points_budgetshard SET used = used - v_total WHERE id = v_shard;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount, award_id)
        SELECT p_posting, v_shard, -back.amount, back.award
        FROM unnest(p_awards, p_amounts) AS back(award, amount);
        RETURN;
    END IF;
    -- Locked before they are read: another return may be at the same shards.
    PERFORM FROM points_budgetshard WHERE campaign_id = p_campaign ORDER BY number FOR NO KEY UPDATE;
    FOR i IN 1..cardinality(p_awards) LOOP
        PERFORM points_return_in_parts(p_campaign, p_posting, p_awards[i], p_amounts[i]);
    END LOOP;
END $$;

CREATE FUNCTION points_return_in_parts(p_campaign bigint, p_posting bigint, p_award bigint, p_amount integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_shard points_budgetshard;
    v_left integer := p_amount;
    v_part integer;
BEGIN
    FOR v_shard IN SELECT * FROM points_budgetshard WHERE campaign_id = p_campaign AND used > 0 ORDER BY number LOOP
        v_part := least(v_left, v_shard.used);
        UPDATE points_budgetshard SET used = used - v_part WHERE id = v_shard.id;
        INSERT INTO points_budgetuse (posting_id, shard_id, amount, award_id)
        VALUES (p_posting, v_shard.id, -v_part, p_award);
        v_left := v_left - v_part;
        EXIT WHEN v_left = 0;
    END LOOP;
    IF v_left > 0 THEN
        PERFORM points_refuse('points_budget_is_kept', 'a campaign gets back no more than it gave');
    END IF;
END $$;

-- Gives back to their campaigns' budgets what has expired of their points, where the campaign has it so. An award that
-- was withdrawn has given its points back already, whoever has them by now; and one whose points changed hands and came
-- back may expire more often than once.
CREATE OR REPLACE FUNCTION points_return_expired(p_posting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_back record;
BEGIN
    IF NOT EXISTS (SELECT FROM points_campaign WHERE returns_expired) THEN
        RETURN;
    END IF;
    FOR v_back IN
        SELECT e.campaign_id, array_agg(e.award ORDER BY e.award) AS awards,
               array_agg(e.amount ORDER BY e.award) AS amounts FROM (
            SELECT r.campaign_id, p.id AS award,
                   least(sum(u.amount)::integer, points_not_returned(p.id, p.amount)) AS amount
            FROM points_lotuse u
            JOIN points_lot l ON l.id = u.lot_id JOIN points_lot first ON first.id = coalesce(l.origin_id, l.id)
            JOIN points_posting p ON p.id = first.posting_id AND p.kind = 'award'
            JOIN points_rule r ON r.id = p.rule_id
            JOIN points_campaign c ON c.id = r.campaign_id AND c.returns_expired
            WHERE u.posting_id = p_posting AND NOT EXISTS (SELECT FROM points_posting x WHERE x.reverses_id = p.id)
            GROUP BY r.campaign_id, p.id) e
        WHERE e.amount > 0 GROUP BY e.campaign_id ORDER BY e.campaign_id LOOP
        PERFORM points_return_to_campaign(v_back.campaign_id, p_posting, v_back.awards, v_back.amounts);
    END LOOP;
END $$;

-- A withdrawn award no longer counts against caps and budget; what its campaign has got back already stays there.
CREATE OR REPLACE FUNCTION points_uncount(p_old points_posting, p_posting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_count points_capuse;
    v_campaign bigint := (SELECT r.campaign_id FROM points_rule r WHERE r.id = p_old.rule_id);
    v_left integer;
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
    IF v_campaign IS NOT NULL THEN
        v_left := points_not_returned(p_old.id, p_old.amount);
        IF v_left > 0 THEN
            PERFORM points_return_to_campaign(v_campaign, p_posting, ARRAY[p_old.id], ARRAY[v_left]);
        END IF;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION points_reverse(
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
    ELSIF v_old.source_kind IN ('payment', 'slip') OR EXISTS (
        SELECT FROM points_voucher k WHERE k.hold_id = v_old.hold_id AND k.state <> 'cancelled') THEN
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
