-- Shops and centers: paying, refunds, slips and settlements. One function for each intention, called as one statement;
-- what is refused in daily life is an outcome, as in functions.sql. Lock order: accounts by id, then the till's day,
-- then the payer's days.

-- Which kinds of account a kind of posting goes between; there is none for money. A refund is the way back of a payment.
CREATE OR REPLACE FUNCTION points_fits(p_kind text, p_debtor text, p_creditor text) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN CASE p_kind
    WHEN 'award' THEN p_debtor = 'issuer' AND p_creditor IN ('person', 'community')
    WHEN 'redeem' THEN p_debtor IN ('person', 'community')
                       AND p_creditor IN ('redeemed', 'shop', 'center', 'community')
    WHEN 'give' THEN p_debtor = 'person' AND p_creditor IN ('person', 'community')
    WHEN 'expire' THEN p_debtor IN ('person', 'community') AND p_creditor = 'expired'
    WHEN 'adjust' THEN 'adjustment' IN (p_debtor, p_creditor)
    WHEN 'refund' THEN p_debtor IN ('shop', 'center') AND p_creditor = 'person'
    WHEN 'reverse' THEN true
    ELSE false END;

-- Paying ------------------------------------------------------------------------------------------------------------

-- The contract under which a till takes points on a day; null without one.
CREATE FUNCTION points_contract_of(p_till bigint, p_day date) RETURNS points_shopcontract LANGUAGE sql STABLE AS $$
    SELECT c FROM points_shopcontract c WHERE c.till_id = p_till AND c.starts_on <= p_day
    AND (c.ends_on IS NULL OR p_day <= c.ends_on)
$$;

-- Whether somebody acts for the shop of a till: nobody turns their own points into what the city pays their shop.
CREATE FUNCTION points_runs_till(p_till points_till, p_person text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_till.place_kind = 'shop' AND EXISTS (
        SELECT FROM accounts_organisationmember m JOIN accounts_organisation o ON o.id = m.organisation_id
        JOIN accounts_user u ON u.id = m.user_id WHERE o.code = p_till.place_code AND u.code = p_person)
$$;

-- Whether a code counts at an instant: when it is shown, or when it was noted on a slip.
CREATE FUNCTION points_code_counts(p points_paymentcode, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_at >= p.issued_at - interval '1 minute' AND p_at < p.expires_at
    AND (p.ended_at IS NULL OR p_at <= p.ended_at)
$$;

-- What of a person's points expired after an instant, swept or not.
CREATE FUNCTION points_gone_since(p_account bigint, p_since timestamptz, p_today date) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT (coalesce((SELECT sum(amount) FROM points_posting WHERE debit_id = p_account AND kind = 'expire'
                      AND at >= p_since), 0)
            + coalesce((SELECT sum(remaining - held) FROM points_lot WHERE account_id = p_account AND remaining > held
                        AND expires_on < p_today AND expires_on >= points_tokyo_date(p_since)), 0))::integer
$$;

-- Why a payment is refused, all its locks taken; null when nothing stands in its way.
CREATE OR REPLACE FUNCTION points_pay_refusal(
    p_till points_till, p_contract points_shopcontract, p_code points_paymentcode, p_person text, p_account bigint,
    p_amount integer, p_way text, p_actor text, p_day date, p_noted timestamptz, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_today date := points_tokyo_date(p_now);
    v_used points_payment;
BEGIN
    IF p_contract.id IS NULL THEN
        RETURN points_refusal('till_without_contract', jsonb_build_object('place', p_till.place_name));
    ELSIF points_runs_till(p_till, p_person) OR p_way = 'code' AND p_actor = p_person THEN
        RETURN points_refusal('own_till');
    ELSIF p_code.id IS NOT NULL THEN
        SELECT * INTO v_used FROM points_payment WHERE payment_code_id = p_code.id AND freed_at IS NULL;
        IF FOUND THEN
            RETURN points_refusal('payment_code_used', jsonb_build_object(
                'when', to_char(v_used.at AT TIME ZONE 'Asia/Tokyo', 'FMMM"月"FMDD"日" FMHH24:MI')));
        ELSIF EXISTS (SELECT FROM points_booklet b WHERE b.id = p_code.booklet_id AND b.blocked_at IS NOT NULL) THEN
            RETURN points_refusal('payment_code_blocked');
        ELSIF NOT points_code_counts(p_code, coalesce(p_noted, p_now)) THEN
            RETURN points_refusal('payment_code_expired');
        END IF;
    END IF;
    IF p_noted IS NOT NULL AND v_today > p_day + p_contract.slip_days THEN
        RETURN points_refusal('slip_too_late', jsonb_build_object('days', p_contract.slip_days));
    ELSIF p_amount > p_contract.most_per_payment THEN
        RETURN points_refusal('payment_too_large', jsonb_build_object('most', p_contract.most_per_payment));
    ELSIF points_usable(p_account, v_today) < p_amount THEN
        IF p_noted IS NOT NULL AND points_usable(p_account, v_today)
            + points_gone_since(p_account, p_noted, v_today) >= p_amount THEN
            RETURN points_refusal('payment_points_gone');
        END IF;
        RETURN points_short(p_account, v_today, p_amount);
    END IF;
    RETURN NULL;
END $$;

-- Counts a payment of a till and a person on a day, or says which limit is full. The accounts of both are locked.
CREATE FUNCTION points_count_payment(
    p_till points_till, p_contract points_shopcontract, p_person text, p_amount integer, p_day date,
    p_most_payments integer, p_most_places integer
) RETURNS points_answer LANGUAGE plpgsql AS $$
DECLARE
    v_first boolean := NOT EXISTS (SELECT FROM points_payertillday WHERE person_code = p_person AND day = p_day
                                   AND till_id = p_till.id);
BEGIN
    IF p_amount > p_contract.most_per_day - coalesce((
            SELECT points FROM points_tillday WHERE till_id = p_till.id AND day = p_day), 0) THEN
        RETURN points_refusal('till_day_full', jsonb_build_object('most', p_contract.most_per_day));
    ELSIF p_amount > p_contract.most_per_person_day - coalesce((
            SELECT points FROM points_payertillday
            WHERE person_code = p_person AND day = p_day AND till_id = p_till.id), 0) THEN
        RETURN points_refusal('payer_till_full', jsonb_build_object('most', p_contract.most_per_person_day));
    ELSIF EXISTS (SELECT FROM points_payerday WHERE person_code = p_person AND day = p_day AND scope = p_till.scope
                  AND payments >= p_most_payments) THEN
        RETURN points_refusal('payer_day_full', jsonb_build_object('most', p_most_payments));
    ELSIF v_first AND EXISTS (SELECT FROM points_payerday WHERE person_code = p_person AND day = p_day
                              AND scope = p_till.scope AND places >= p_most_places) THEN
        RETURN points_refusal('payer_places_full', jsonb_build_object('most', p_most_places));
    END IF;
    INSERT INTO points_payerday AS k (scope, person_code, day, payments, places, most_payments, most_places)
    VALUES (p_till.scope, p_person, p_day, 1, 1, p_most_payments, p_most_places)
    ON CONFLICT (person_code, day, scope) DO UPDATE SET payments = k.payments + 1, places = k.places + v_first::integer,
        most_payments = greatest(k.most_payments, p_most_payments),
        most_places = greatest(k.most_places, p_most_places);
    INSERT INTO points_payertillday AS k (till_id, person_code, day, points, most)
    VALUES (p_till.id, p_person, p_day, p_amount, p_contract.most_per_person_day)
    ON CONFLICT (person_code, day, till_id) DO UPDATE SET points = k.points + p_amount,
        most = p_contract.most_per_person_day;
    RETURN NULL;
END $$;

-- The running number of a payment of this moment, and the points of its till's day; a slip from paper has none.
CREATE FUNCTION points_next_number(p_till bigint, p_day date, p_amount integer, p_most integer, p_live boolean)
RETURNS integer LANGUAGE sql AS $$
    INSERT INTO points_tillday AS k (till_id, day, numbers, points, most)
    VALUES (p_till, p_day, p_live::integer, p_amount, p_most)
    ON CONFLICT (till_id, day) DO UPDATE SET numbers = k.numbers + p_live::integer, points = k.points + p_amount,
        most = p_most
    RETURNING CASE WHEN p_live THEN numbers END
$$;

-- Pays at a till, once per code and key: by a code that the resident shows (p_paycode), by the shop's printed QR
-- (p_person), or by a slip that noted a code at p_noted. Of two at the same instant the second waits for the lock on
-- the person's account, and then finds the code used.
CREATE FUNCTION points_pay(
    p_scope text, p_code text, p_posting text, p_till text, p_person text, p_paycode text, p_way text,
    p_amount integer, p_most_payments integer, p_most_places integer, p_apart integer, p_key text, p_actor text,
    p_noted timestamptz, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_day date := points_tokyo_date(coalesce(p_noted, p_now));
    v_around tstzrange := CASE WHEN p_way = 'printed' THEN tstzrange(p_now, p_now + make_interval(mins => p_apart)) END;
    v_person text := p_person;
    v_till points_till;
    v_contract points_shopcontract;
    v_code points_paymentcode;
    v_posting points_posting;
    v_answer points_answer;
    v_hash bytea;
BEGIN
    SELECT * INTO v_till FROM points_till WHERE code = p_till AND scope = p_scope;
    IF p_paycode <> '' THEN
        SELECT * INTO v_code FROM points_paymentcode WHERE code = p_paycode AND scope = p_scope;
        v_person := v_code.person_code;
    END IF;
    v_hash := points_request_hash('pay', p_till, v_person, p_paycode, p_way, p_amount::text);
    v_posting.debit_id := points_stored_account(p_scope, 'person', v_person, p_now);
    v_posting.credit_id := points_stored_account(p_scope, v_till.place_kind, v_till.place_code, p_now);
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    v_contract := points_contract_of(v_till.id, v_day);
    SELECT * INTO v_code FROM points_paymentcode WHERE id = v_code.id;
    v_answer := points_pay_refusal(v_till, v_contract, v_code, v_person, v_posting.debit_id, p_amount, p_way, p_actor,
                                   v_day, p_noted, p_now);
    IF v_answer.outcome IS NULL AND v_around IS NOT NULL AND EXISTS (
        SELECT FROM points_payment p WHERE p.person_code = v_person AND p.around && v_around AND p.till_id <> v_till.id) THEN
        v_answer := points_refusal('paid_elsewhere_just_now', jsonb_build_object('minutes', p_apart));
    END IF;
    IF v_answer.outcome IS NULL THEN
        v_answer := points_count_payment(v_till, v_contract, v_person, p_amount, v_day, p_most_payments, p_most_places);
    END IF;
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    v_posting := points_draft(v_posting, p_posting, p_scope, 'redeem', p_amount, 'payment', p_code, v_day, p_key,
                              v_hash, p_actor, p_now);
    v_posting.note := v_till.place_name;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_spend_lots(v_posting.debit_id, v_posting.id, p_amount, points_tokyo_date(p_now));
    INSERT INTO points_payment (code, scope, till_id, contract_id, person_code, way, payment_code_id, amount, refunded,
                                posting_id, key, day, number, at, around, by_code)
    VALUES (p_code, p_scope, v_till.id, v_contract.id, v_person, p_way, v_code.id, p_amount, 0, v_posting.id, p_key,
            v_day, points_next_number(v_till.id, v_day, p_amount, v_contract.most_per_day, p_noted IS NULL), p_now,
            v_around, p_actor);
    UPDATE points_paymentcode SET ended_at = p_now WHERE id = v_code.id AND ended_at IS NULL;
    RETURN points_answer_of(v_posting, v_posting.debit_id, 'posted');
END $$;

-- Refunds -----------------------------------------------------------------------------------------------------------

-- What of a payment's points is left to give back, by the lot in which they were first, with its date of today: what a
-- decree has carried over meanwhile keeps its new date.
CREATE FUNCTION points_left_to_refund(p points_payment)
RETURNS TABLE (origin bigint, expires_on date, amount integer) LANGUAGE sql STABLE AS $$
    SELECT u.origin, u.expires_on, (u.amount - coalesce(r.amount, 0))::integer FROM (
        SELECT coalesce(l.origin_id, l.id) AS origin, max(l.expires_on) AS expires_on, sum(x.amount) AS amount
        FROM points_lotuse x JOIN points_lot l ON l.id = x.lot_id WHERE x.posting_id = p.posting_id GROUP BY 1) u
    LEFT JOIN (
        SELECT l.origin_id AS origin, sum(l.granted) AS amount FROM points_refund f
        JOIN points_lot l ON l.posting_id = f.posting_id WHERE f.payment_id = p.id GROUP BY 1) r USING (origin)
    WHERE u.amount > coalesce(r.amount, 0)
$$;

-- Makes the lots of a refund: those that can be used longest come back first, each with its old date.
CREATE FUNCTION points_give_back_lots(p_payment points_payment, p_posting bigint, p_account bigint, p_amount integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_part record;
    v_left integer := p_amount;
BEGIN
    FOR v_part IN SELECT * FROM points_left_to_refund(p_payment) ORDER BY expires_on DESC, origin DESC LOOP
        INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses, origin_id)
        VALUES (p_account, p_posting, v_part.expires_on, least(v_left, v_part.amount), least(v_left, v_part.amount),
                0, 0, v_part.origin);
        v_left := v_left - least(v_left, v_part.amount);
        EXIT WHEN v_left = 0;
    END LOOP;
END $$;

CREATE FUNCTION points_refund_payment(
    p_scope text, p_code text, p_posting text, p_payment text, p_amount integer, p_reason text, p_by_city boolean,
    p_key text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_hash bytea := points_request_hash('refund', p_payment, p_amount::text, p_reason, p_by_city::text);
    v_today date := points_tokyo_date(p_now);
    v_payment points_payment;
    v_posting points_posting;
    v_answer points_answer;
    v_days integer;
BEGIN
    SELECT * INTO STRICT v_payment FROM points_payment WHERE code = p_payment AND scope = p_scope;
    SELECT credit_id, debit_id INTO v_posting.debit_id, v_posting.credit_id FROM points_posting
    WHERE id = v_payment.posting_id;
    v_answer := points_begin(p_scope, p_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    IF v_answer.outcome IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT * INTO v_payment FROM points_payment WHERE id = v_payment.id;
    SELECT refund_days INTO v_days FROM points_shopcontract WHERE id = v_payment.contract_id;
    IF p_amount > v_payment.amount - v_payment.refunded THEN
        RETURN points_refusal('refund_too_large', jsonb_build_object('left', v_payment.amount - v_payment.refunded));
    ELSIF NOT p_by_city AND v_today > points_tokyo_date(v_payment.at) + v_days THEN
        RETURN points_refusal('refund_too_late', jsonb_build_object('days', v_days));
    END IF;
    v_posting := points_draft(v_posting, p_posting, p_scope, 'refund', p_amount, 'payment', p_payment, v_today, p_key,
                              v_hash, p_actor, p_now);
    v_posting.note := (SELECT place_name FROM points_till WHERE id = v_payment.till_id);
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, p_key, v_hash);
    END IF;
    PERFORM points_give_back_lots(v_payment, v_posting.id, v_posting.credit_id, p_amount);
    INSERT INTO points_refund (code, payment_id, amount, reason, by_city, by_code, posting_id, at)
    VALUES (p_code, v_payment.id, p_amount, p_reason, p_by_city, p_actor, v_posting.id, p_now);
    UPDATE points_payment SET refunded = refunded + p_amount WHERE id = v_payment.id;
    RETURN points_answer_of(v_posting, v_posting.credit_id, 'posted');
END $$;

-- Slips -------------------------------------------------------------------------------------------------------------

-- Pays a shop for a slip that could not be taken, out of the city's adjustment, once.
CREATE FUNCTION points_pay_slip(
    p_scope text, p_posting text, p_slip text, p_note text, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_key text := 'slip:' || p_slip;
    v_hash bytea := points_request_hash('pay_slip', p_slip);
    v_slip points_slip;
    v_till points_till;
    v_posting points_posting;
BEGIN
    SELECT * INTO STRICT v_slip FROM points_slip WHERE code = p_slip;
    SELECT * INTO v_till FROM points_till WHERE id = v_slip.till_id;
    v_posting.debit_id := points_computed_account(p_scope, 'adjustment', p_now);
    v_posting.credit_id := points_stored_account(p_scope, v_till.place_kind, v_till.place_code, p_now);
    PERFORM points_begin(p_scope, v_key, v_hash, v_posting.debit_id, v_posting.credit_id);
    SELECT * INTO v_slip FROM points_slip WHERE code = p_slip FOR NO KEY UPDATE;
    IF v_slip.state <> 'case' THEN
        RETURN points_refusal('slip_decided');
    END IF;
    v_posting := points_draft(v_posting, p_posting, p_scope, 'adjust', v_slip.amount, 'slip', p_slip,
                              points_tokyo_date(p_now), v_key, v_hash, p_actor, p_now);
    v_posting.note := p_note;
    v_posting := points_write(v_posting);
    IF v_posting.id IS NULL THEN
        RETURN points_conflict(p_scope, v_key, v_hash);
    END IF;
    UPDATE points_slip SET state = 'paid', posting_id = v_posting.id, decided_at = p_now, decided_by_code = p_actor,
        note = p_note WHERE id = v_slip.id;
    RETURN points_answer_of(v_posting, v_posting.credit_id, 'posted');
END $$;

-- Settlements -------------------------------------------------------------------------------------------------------

-- The postings of a till that no settlement has, signed as the shop sees them.
CREATE FUNCTION points_unsettled(p_till bigint)
RETURNS TABLE (posting_id bigint, kind text, points integer, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT p.id, p.kind::text, CASE WHEN p.credit_id = a.id THEN p.amount ELSE -p.amount END, p.at
    FROM points_till t JOIN points_account a ON a.owner_code = t.place_code AND a.kind = t.place_kind
    AND a.scope = t.scope AND NOT a.computed
    JOIN points_posting p ON a.id IN (p.credit_id, p.debit_id)
    WHERE t.id = p_till AND NOT EXISTS (SELECT FROM points_settlementline l WHERE l.posting_id = p.id)
$$;

-- What a point of a posting is worth: by the contract of its payment, else by the one in force on its day, else nothing.
CREATE FUNCTION points_yen_per_point(p_till bigint, p_posting bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT c.yen_per_point FROM points_payment y JOIN points_shopcontract c ON c.id = y.contract_id
         WHERE p.source_kind = 'payment' AND y.code = p.source_code),
        (SELECT s.yen_per_point FROM points_slip x
         CROSS JOIN LATERAL points_contract_of(p_till, points_tokyo_date(x.noted_at)) s
         WHERE p.source_kind = 'slip' AND x.code = p.source_code),
        (SELECT s.yen_per_point FROM points_contract_of(p_till, points_tokyo_date(coalesce(o.at, p.at))) s),
        0)
    FROM points_posting p LEFT JOIN points_posting o ON o.id = p.reverses_id WHERE p.id = p_posting
$$;

-- Closes a month of a till: everything up to its end that no settlement has. The lock on the till's account lets no
-- payment in meanwhile; one that comes later, whatever its time, stands in the next settlement.
CREATE FUNCTION points_settle(
    p_scope text, p_code text, p_till text, p_month date, p_actor text, p_now timestamptz
) RETURNS points_answer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_end timestamptz := (p_month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Tokyo';
    v_year integer := extract(year FROM points_window_start('fiscal_year', p_month));
    v_till points_till;
    v_last date;
    v_first timestamptz;
    v_id bigint;
BEGIN
    SELECT * INTO STRICT v_till FROM points_till WHERE code = p_till AND scope = p_scope;
    IF p_now < v_end THEN
        RETURN points_refusal('month_not_over');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('points_settle'));
    PERFORM FROM points_account WHERE owner_code = v_till.place_code AND kind = v_till.place_kind AND scope = p_scope
    FOR NO KEY UPDATE;
    SELECT max(month) INTO v_last FROM points_settlement WHERE till_id = v_till.id;
    SELECT min(at) INTO v_first FROM points_unsettled(v_till.id);
    IF v_last >= p_month THEN
        RETURN points_refusal('month_closed');
    ELSIF points_tokyo_date(v_first) < p_month
        AND points_window_start('month', points_tokyo_date(v_first)) > coalesce(v_last, '-infinity') THEN
        RETURN points_refusal('earlier_month_open', jsonb_build_object(
            'month', to_char(v_first AT TIME ZONE 'Asia/Tokyo', 'YYYY"年"FMMM"月"')));
    ELSIF v_first IS NULL OR v_first >= v_end THEN
        RETURN points_refusal('nothing_to_settle');
    END IF;
    INSERT INTO points_settlement (code, scope, till_id, month, fiscal_year, serial, taken, refunded, adjusted, points,
                                   yen, closed_at, closed_by_code)
    SELECT p_code, p_scope, v_till.id, p_month, v_year,
           coalesce((SELECT max(serial) FROM points_settlement WHERE scope = p_scope AND fiscal_year = v_year), 0) + 1,
           coalesce(sum(u.points) FILTER (WHERE u.kind = 'redeem'), 0),
           coalesce(-sum(u.points) FILTER (WHERE u.kind IN ('refund', 'reverse')), 0),
           coalesce(sum(u.points) FILTER (WHERE u.kind NOT IN ('redeem', 'refund', 'reverse')), 0),
           sum(u.points), floor(sum(u.points * points_yen_per_point(v_till.id, u.posting_id))), p_now, p_actor
    FROM points_unsettled(v_till.id) u WHERE u.at < v_end RETURNING id INTO v_id;
    INSERT INTO points_settlementline (settlement_id, posting_id, points, yen_per_point)
    SELECT v_id, u.posting_id, u.points, points_yen_per_point(v_till.id, u.posting_id)
    FROM points_unsettled(v_till.id) u WHERE u.at < v_end ORDER BY u.posting_id;
    RETURN ROW('posted', p_code, 'settle', NULL, NULL, NULL, p_now, p_month, NULL, '', NULL, 'till', p_till,
               NULL)::points_answer;
END $$;
