-- Carrying over by decree goes from account to account by the index of ids, and looks at no account twice. What stands
-- here replaces points_carry_over of carry_over.sql.

DROP FUNCTION points_carry_over(text, integer, timestamptz);

-- The next accounts on which something falls under a decree for all. Whatever the planner knows of the tables, it is the
-- index of ids that is gone along, and of each account the index of what is left (the LIMIT keeps it from beginning with
-- the lots): any other way would read every lot for each batch.
CREATE FUNCTION points_next_to_carry(p_decree points_carryover, p_after bigint, p_limit integer) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_sort = off SET enable_seqscan = off
SET enable_bitmapscan = off AS $$
    SELECT array_agg(n.id ORDER BY n.id) FROM (
        SELECT a.id FROM points_account a CROSS JOIN LATERAL (
            SELECT FROM points_lot l WHERE l.account_id = a.id AND l.remaining > 0
            AND points_falls_under(l.expires_on, p_decree.first, p_decree.last, points_tokyo_date(p_decree.decided_at))
            LIMIT 1) l
        WHERE a.id > p_after AND a.scope = p_decree.scope AND NOT a.computed ORDER BY a.id LIMIT p_limit) n
$$;

-- Gives the lots of the next p_limit accounts after p_after their new date, without those that somebody has locked; tells
-- whose and how much, and where the next batch begins (null when this was the last). A decree for all goes by the ids of
-- accounts, one for some by their places in its list.
CREATE FUNCTION points_carry_over_after(
    p_decree text, p_after bigint, p_limit integer, p_now timestamptz, OUT p_owners text[], OUT p_points integer[],
    OUT p_last bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s'
SET enable_seqscan = off AS $$
DECLARE
    v_decree points_carryover;
    v_account record;
    v_since date;
    v_next bigint[];
    v_points integer;
BEGIN
    SELECT * INTO STRICT v_decree FROM points_carryover d WHERE d.code = p_decree;
    v_since := points_tokyo_date(v_decree.decided_at);
    p_owners := '{}';
    p_points := '{}';
    IF v_decree.owners IS NULL THEN
        v_next := points_next_to_carry(v_decree, p_after, p_limit);
        p_last := CASE WHEN cardinality(v_next) = p_limit THEN v_next[p_limit] END;
    ELSE
        SELECT array_agg(a.id ORDER BY a.id) INTO v_next
        FROM unnest(v_decree.owners[p_after + 1:p_after + p_limit]) o(code) CROSS JOIN LATERAL (
            SELECT x.id FROM points_account x WHERE x.owner_code = o.code AND x.scope = v_decree.scope OFFSET 0) a;
        p_last := CASE WHEN p_after + p_limit < cardinality(v_decree.owners) THEN p_after + p_limit END;
    END IF;
    FOR i IN 1..coalesce(cardinality(v_next), 0) LOOP
        SELECT a.id, a.owner_code INTO v_account FROM points_account a WHERE a.id = v_next[i]
        FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        -- The extension is written before the lot, as a use is.
        WITH extended AS (
            INSERT INTO points_lotextension (lot_id, carry_over_id, from_date, to_date, amount, at)
            SELECT l.id, v_decree.id, l.expires_on, v_decree.until, l.remaining, p_now FROM points_lot l
            WHERE l.account_id = v_account.id AND l.remaining > 0
            AND points_falls_under(l.expires_on, v_decree.first, v_decree.last, v_since)
            RETURNING amount)
        SELECT sum(amount)::integer INTO v_points FROM extended;
        CONTINUE WHEN v_points IS NULL;
        UPDATE points_lot l SET expires_on = v_decree.until WHERE l.account_id = v_account.id AND l.remaining > 0
        AND points_falls_under(l.expires_on, v_decree.first, v_decree.last, v_since);
        p_owners := p_owners || v_account.owner_code::text;
        p_points := p_points || v_points;
    END LOOP;
END $$;
