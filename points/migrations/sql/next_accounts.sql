-- The sweep of expired points goes from account to account by the index of ids, and looks at no account twice.

-- The next accounts that points can lie in. Sorting is off here, so that it is the index that is gone along, whatever
-- the planner knows of the table: a sort would read every account for each batch.
CREATE OR REPLACE FUNCTION points_next_accounts(p_scope text, p_after bigint, p_limit integer) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_sort = off SET enable_seqscan = off AS $$
    SELECT array_agg(n.id ORDER BY n.id) FROM (
        SELECT a.id FROM points_account a WHERE a.id > p_after AND a.scope = p_scope AND NOT a.computed
        ORDER BY a.id LIMIT p_limit) n
$$;

-- Sweeps expired lots into the expired account, one posting per account, of the next p_limit accounts after p_after in
-- id order, without those that somebody has locked; tells how many it swept, and the last one looked at (null when there
-- was none). Held points stay: they are still promised to an order. So does what a decree carries over. Each step is one
-- statement over the whole batch: the shorter it is, the shorter somebody waits who spends.
CREATE OR REPLACE FUNCTION points_expire_after(
    p_scope text, p_after bigint, p_limit integer, p_now timestamptz, OUT p_swept integer, OUT p_last bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_today date := points_tokyo_date(p_now);
    v_expired bigint := points_computed_account(p_scope, 'expired', p_now);
    v_decrees boolean := EXISTS (SELECT FROM points_carryover d WHERE d.scope = p_scope);
    v_next bigint[] := points_next_accounts(p_scope, p_after, p_limit);
    v_accounts bigint[];
    v_lots bigint[];
    v_postings bigint[];
BEGIN
    p_swept := 0;
    p_last := v_next[cardinality(v_next)];
    SELECT array_agg(due.id) INTO v_accounts FROM (
        SELECT a.id FROM points_account a WHERE a.id = ANY (v_next) AND EXISTS (
            SELECT FROM points_lot l
            WHERE l.account_id = a.id AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today
            AND NOT (v_decrees AND points_is_carried(p_scope, a.owner_code, l.expires_on)))
        ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED) due;
    IF v_accounts IS NULL THEN
        RETURN;
    END IF;
    -- Looked at anew, now that nobody can spend them.
    SELECT array_agg(l.id) INTO v_lots FROM points_lot l JOIN points_account a ON a.id = l.account_id
    WHERE l.account_id = ANY (v_accounts) AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today
    AND NOT (v_decrees AND points_is_carried(p_scope, a.owner_code, l.expires_on));
    v_postings := points_post_expired(p_scope, v_expired, v_lots, v_today, p_now);
    p_swept := coalesce(cardinality(v_postings), 0);
    PERFORM points_return_expired(p) FROM unnest(v_postings) p;
END $$;
