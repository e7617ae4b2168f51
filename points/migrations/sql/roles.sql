-- Lets a role read the ledger and call its functions, and write to none of its tables. Run by the owner of the tables,
-- once after each migration: SELECT points_restrict('tsunagaru_app').
-- Such a role can neither switch a guard off (that takes the owner) nor set session_replication_role (a superuser).
CREATE FUNCTION points_restrict(p_role text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', p_role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', p_role);
    FOREACH v_table IN ARRAY ARRAY['account', 'posting', 'lot', 'lotuse', 'hold', 'holdlot', 'capcounter',
                                   'budgetshard', 'budgetuse', 'chainlink'] LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON points_%s FROM %I', v_table, p_role);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION points_restrict FROM PUBLIC;
