-- An extension is looked at by the ids of its lot, its account and its decree, each by itself: a join of them, planned when
-- the tables were small, would read every account for each lot. It replaces that of carry_over.sql.
CREATE OR REPLACE FUNCTION points_guard_lot_extension() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_decree points_carryover;
    v_lot points_lot;
    v_account points_account;
BEGIN
    SELECT * INTO v_decree FROM points_carryover d WHERE d.id = NEW.carry_over_id;
    SELECT * INTO v_lot FROM points_lot l WHERE l.id = NEW.lot_id;
    SELECT * INTO v_account FROM points_account a WHERE a.id = v_lot.account_id;
    IF (v_account.scope = v_decree.scope AND v_lot.remaining > 0
        AND (NEW.from_date, NEW.to_date, NEW.amount) = (v_lot.expires_on, v_decree.until, v_lot.remaining)
        AND points_falls_under(v_lot.expires_on, v_decree.first, v_decree.last, points_tokyo_date(v_decree.decided_at))
        AND (v_decree.owners IS NULL OR v_account.owner_code = ANY (v_decree.owners))) IS NOT TRUE THEN
        PERFORM points_refuse('points_lot_extension_by_its_decree', 'a lot is extended by a decree that reaches it');
    END IF;
    RETURN NEW;
END $$;
