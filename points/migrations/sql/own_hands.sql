-- Nobody decides, or is paid, in an affair of their own: what the actions refuse in kind words holds here whoever writes.

-- Whether somebody acts for the shop of a code, in whatever role.
CREATE FUNCTION points_acts_for(p_shop text, p_person text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_organisationmember m JOIN accounts_organisation o ON o.id = m.organisation_id
        JOIN accounts_user u ON u.id = m.user_id WHERE o.code = p_shop AND u.code = p_person)
$$;

-- What a shop takes the city pays: a voucher is handed in at a shop only where its perk is given, and by nobody who acts
-- for that shop. A change of something else leaves both alone: who hands in first and joins the shop later did no wrong.
CREATE FUNCTION points_check_handover(p_voucher points_voucher, p_place_kind text, p_place_code text, p_by text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_place_kind = 'shop' AND NOT EXISTS (SELECT FROM points_perk k WHERE k.id = p_voucher.perk_id
        AND (k.place_kind, k.place_code) = (p_place_kind, p_place_code)) THEN
        PERFORM points_refuse('points_voucher_handed_over_at_its_shop', 'a shop takes only the vouchers for it');
    ELSIF p_place_kind = 'shop'
        AND (p_by = p_voucher.person_code OR points_acts_for(p_place_code, p_voucher.person_code)) THEN
        PERFORM points_refuse('points_voucher_not_at_ones_own_shop', 'nobody hands in a voucher at their own shop');
    END IF;
END $$;

CREATE FUNCTION points_guard_voucher_handover() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.state, NEW.place_kind, NEW.place_code, NEW.by_code)
        <> (OLD.state, OLD.place_kind, OLD.place_code, OLD.by_code) THEN
        PERFORM points_check_handover(NEW, NEW.place_kind, NEW.place_code, NEW.by_code);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_voucher_use_handover() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_handover(v, NEW.place_kind, NEW.place_code, NEW.by_code)
    FROM points_voucher v WHERE v.id = NEW.voucher_id;
    RETURN NEW;
END $$;

-- At commit: the points held for a voucher are a shop's only where it was handed over there.
CREATE FUNCTION points_guard_hold_reaches_its_shop() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state = 'captured' AND OLD.state = 'open' AND EXISTS (
        SELECT FROM points_voucher v JOIN points_posting p ON p.hold_id = NEW.id
        JOIN points_account a ON a.id = p.credit_id AND a.kind = 'shop' WHERE v.hold_id = NEW.id
        AND (v.place_kind, v.place_code) <> ('shop', a.owner_code) AND NOT EXISTS (
            SELECT FROM points_voucheruse u WHERE u.voucher_id = v.id
            AND (u.place_kind, u.place_code) = ('shop', a.owner_code))) THEN
        PERFORM points_refuse('points_voucher_pays_where_it_was_taken', 'a shop is paid for what it handed over');
    END IF;
    RETURN NULL;
END $$;

-- Nobody pays at the till of their own shop, nor takes their own code at any.
CREATE FUNCTION points_guard_payment_of_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.way = 'code' AND NEW.by_code = NEW.person_code OR points_runs_till(
        (SELECT t FROM points_till t WHERE t.id = NEW.till_id), NEW.person_code) THEN
        PERFORM points_refuse('points_payment_not_at_ones_own_till', 'nobody pays at their own till');
    END IF;
    RETURN NEW;
END $$;

-- A case is paid for the city, or refused, by somebody who neither sent the slip nor acts for its shop.
CREATE FUNCTION points_guard_slip_decider() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state = 'case' AND NEW.state IN ('paid', 'refused') AND (NEW.decided_by_code = NEW.sent_by_code
        OR points_runs_till((SELECT t FROM points_till t WHERE t.id = NEW.till_id), NEW.decided_by_code)) THEN
        PERFORM points_refuse('points_slip_decided_by_another', 'who sent a slip does not decide it');
    END IF;
    RETURN NEW;
END $$;

-- A slip is corrected by nobody who acts for its shop, and by nobody whose points it took or is to take.
CREATE FUNCTION points_guard_slip_corrector() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_slip s JOIN points_till t ON t.id = s.till_id LEFT JOIN points_payment p
               ON p.id = s.payment_id WHERE s.id = NEW.slip_id
               AND (points_runs_till(t, NEW.by_code) OR p.person_code = NEW.by_code))
        OR EXISTS (SELECT FROM points_paymentcode k WHERE k.short_code = NEW.written_code
                   AND k.person_code = NEW.by_code) THEN
        PERFORM points_refuse('points_slip_not_corrected_by_its_own', 'a slip is corrected by somebody else');
    END IF;
    RETURN NEW;
END $$;

-- Words of a gift are reported and decided about by others than who wrote them.
CREATE FUNCTION points_guard_gift_report() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_giftnote n WHERE n.id = NEW.note_id
               AND n.written_by_code IN (NEW.reported_by_code, NEW.decided_by_code)) THEN
        PERFORM points_refuse('points_gift_report_not_of_ones_own_words', 'nobody decides about their own words');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER points_voucher_handed_over BEFORE UPDATE ON points_voucher
    FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_handover();
CREATE TRIGGER points_voucheruse_handed_over BEFORE INSERT ON points_voucheruse
    FOR EACH ROW EXECUTE FUNCTION points_guard_voucher_use_handover();
CREATE CONSTRAINT TRIGGER points_hold_reaches_its_shop AFTER UPDATE ON points_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION points_guard_hold_reaches_its_shop();
CREATE TRIGGER points_payment_of_another BEFORE INSERT ON points_payment
    FOR EACH ROW EXECUTE FUNCTION points_guard_payment_of_another();
CREATE TRIGGER points_slip_decided_by_another BEFORE UPDATE ON points_slip
    FOR EACH ROW EXECUTE FUNCTION points_guard_slip_decider();
CREATE TRIGGER points_slipcorrection_by_another BEFORE INSERT ON points_slipcorrection
    FOR EACH ROW EXECUTE FUNCTION points_guard_slip_corrector();
CREATE TRIGGER points_giftnotereport_of_another BEFORE INSERT OR UPDATE ON points_giftnotereport
    FOR EACH ROW EXECUTE FUNCTION points_guard_gift_report();

ALTER TABLE points_voucher ENABLE ALWAYS TRIGGER points_voucher_handed_over;
ALTER TABLE points_voucheruse ENABLE ALWAYS TRIGGER points_voucheruse_handed_over;
ALTER TABLE points_hold ENABLE ALWAYS TRIGGER points_hold_reaches_its_shop;
ALTER TABLE points_payment ENABLE ALWAYS TRIGGER points_payment_of_another;
ALTER TABLE points_slip ENABLE ALWAYS TRIGGER points_slip_decided_by_another;
ALTER TABLE points_slipcorrection ENABLE ALWAYS TRIGGER points_slipcorrection_by_another;
ALTER TABLE points_giftnotereport ENABLE ALWAYS TRIGGER points_giftnotereport_of_another;
