-- Limits that stood in the actions or in the functions of the ledger alone: how many live together, how long a shop gives
-- back by itself, and how often somebody pays on a day.

-- So many are in a household at once; somebody with more at home goes to a desk.
CREATE FUNCTION points_most_of_a_household() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 12;

-- Who joins takes the lock on the household first, so that of two at the last place the second sees the first.
CREATE FUNCTION points_guard_household_size() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM points_household WHERE id = NEW.household_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM points_householdmember m WHERE m.household_id = NEW.household_id
        AND m.during && NEW.during) >= points_most_of_a_household() THEN
        PERFORM points_refuse('points_household_size_is_kept', 'a household has as many members as it may have');
    END IF;
    RETURN NEW;
END $$;

-- At commit: a shop gives back by itself as many days as its contract says, by its record and by its posting.
CREATE FUNCTION points_guard_refund_time() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT NEW.by_city AND EXISTS (
        SELECT FROM points_payment y JOIN points_shopcontract c ON c.id = y.contract_id
        LEFT JOIN points_posting p ON p.id = NEW.posting_id WHERE y.id = NEW.payment_id
        AND points_tokyo_date(greatest(NEW.at, p.at)) > points_tokyo_date(y.at) + c.refund_days) THEN
        PERFORM points_refuse('points_refund_in_time', 'a shop gives back within the days of its contract');
    END IF;
    RETURN NULL;
END $$;

-- At commit: no payment stands beside the count of its person's day, whose row lets one in after the other.
CREATE FUNCTION points_guard_payment_counted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM points_payerday d CROSS JOIN LATERAL (
            SELECT count(*) AS payments, count(DISTINCT y.till_id) AS places FROM points_payment y
            WHERE (y.person_code, y.day, y.scope) = (d.person_code, d.day, d.scope)) n
        WHERE (d.person_code, d.day, d.scope) = (NEW.person_code, NEW.day, NEW.scope)
        AND n.payments <= d.payments AND n.places <= d.places) THEN
        PERFORM points_refuse('points_payment_counted_on_its_day', 'each payment is counted on the day of its person');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER points_householdmember_size BEFORE INSERT ON points_householdmember
    FOR EACH ROW EXECUTE FUNCTION points_guard_household_size();
CREATE CONSTRAINT TRIGGER points_refund_in_time AFTER INSERT ON points_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_refund_time();
CREATE CONSTRAINT TRIGGER points_payment_counted AFTER INSERT ON points_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_payment_counted();
ALTER TABLE points_householdmember ENABLE ALWAYS TRIGGER points_householdmember_size;
ALTER TABLE points_refund ENABLE ALWAYS TRIGGER points_refund_in_time;
ALTER TABLE points_payment ENABLE ALWAYS TRIGGER points_payment_counted;
