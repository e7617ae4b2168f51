-- Guards that ask less for the same answer, and expiry by batches. What stands here replaces what guards.sql,
-- carry_over.sql and earning_guards.sql say under the same names. What gifts, payments and corrections ask of a posting,
-- and the bounds of balances and lots, stand here too: PostgreSQL reads the condition of a trigger and a CHECK constraint
-- anew, from its text, at every statement that writes a row.
--
-- A guard of the way most postings take first asks, in one look-up, whether everything is right. Only when that finds
-- nothing it goes the long way, which names what is wrong, and says yes to what is rarer. The short way has no search
-- path of its own, for setting one costs as much as the look-up: every table and operator in it is named in full, so
-- that nothing that somebody puts in the way is asked instead.

-- Accounts ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_check_bounds(p points_account) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF p.balance < p.floor + p.held THEN
        PERFORM points_refuse('points_account_keeps_its_floor', 'an account has no less than its floor and its holds');
    ELSIF p.balance > p.ceiling THEN
        PERFORM points_refuse('points_account_keeps_its_ceiling', 'an account has no more than its ceiling');
    ELSIF p.held < 0 THEN
        PERFORM points_refuse('points_account_held_is_no_debt', 'what is held is no debt');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION points_guard_account_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.balance, NEW.held, NEW.version) <> (0, 0, 0) THEN
        PERFORM points_refuse('points_account_opens_empty', 'an account opens with nothing on it');
    END IF;
    IF NEW.computed <> (NEW.kind IN ('issuer', 'expired', 'redeemed', 'adjustment'))
        OR NEW.computed <> (NEW.owner_code = '')
        OR NOT NEW.computed AND NEW.kind NOT IN ('person', 'community', 'shop', 'center') THEN
        PERFORM points_refuse('points_account_kind_is_known', 'an account is of a kind that we know');
    END IF;
    PERFORM points_check_bounds(NEW);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION points_guard_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The trigger of an award's posting has looked at everything, and no other changes an account.
    IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
        RETURN NEW;
    END IF;
    IF NEW.id OPERATOR(pg_catalog.=) OLD.id AND NEW.scope OPERATOR(pg_catalog.=) OLD.scope
        AND NEW.kind OPERATOR(pg_catalog.=) OLD.kind AND NEW.owner_code OPERATOR(pg_catalog.=) OLD.owner_code
        AND NEW.opened_at OPERATOR(pg_catalog.=) OLD.opened_at AND NOT NEW.computed AND NOT OLD.computed
        AND NEW.version OPERATOR(pg_catalog.=) (OLD.version OPERATOR(pg_catalog.+) 1)
        AND NEW.balance OPERATOR(pg_catalog.>=) (NEW.floor OPERATOR(pg_catalog.+) NEW.held)
        AND NEW.held OPERATOR(pg_catalog.>=) 0
        AND (NEW.ceiling IS NULL OR NEW.balance OPERATOR(pg_catalog.<=) NEW.ceiling) THEN
        IF NEW.balance OPERATOR(pg_catalog.>) OLD.balance THEN
            PERFORM FROM public.points_posting p WHERE p.credit_id OPERATOR(pg_catalog.=) NEW.id
            AND p.credit_version OPERATOR(pg_catalog.=) NEW.version
            AND p.credit_balance OPERATOR(pg_catalog.=) NEW.balance
            AND p.amount OPERATOR(pg_catalog.=) (NEW.balance OPERATOR(pg_catalog.-) OLD.balance);
        ELSE
            PERFORM FROM public.points_posting p WHERE p.debit_id OPERATOR(pg_catalog.=) NEW.id
            AND p.debit_version OPERATOR(pg_catalog.=) NEW.version
            AND p.debit_balance OPERATOR(pg_catalog.=) NEW.balance
            AND p.amount OPERATOR(pg_catalog.=) (OLD.balance OPERATOR(pg_catalog.-) NEW.balance);
        END IF;
        IF FOUND THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM public.points_check_account_change(OLD, NEW);
    PERFORM public.points_check_bounds(NEW);
    RETURN NEW;
END $$;

-- A balance changes only by a posting.
CREATE FUNCTION points_check_account_change(p_old points_account, p_new points_account) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (p_new.id, p_new.scope, p_new.kind, p_new.owner_code, p_new.computed, p_new.opened_at)
        IS DISTINCT FROM (p_old.id, p_old.scope, p_old.kind, p_old.owner_code, p_old.computed, p_old.opened_at) THEN
        PERFORM points_refuse('points_account_identity_stays', 'an account keeps its owner');
    ELSIF p_new.computed THEN
        PERFORM points_refuse('points_account_computed_stores_nothing', 'a computed account never changes');
    ELSIF p_new.balance = p_old.balance AND p_new.version = p_old.version THEN
        RETURN;
    ELSIF p_new.version <> p_old.version + 1 THEN
        PERFORM points_refuse('points_account_version_by_one', 'a balance changes with version + 1');
    ELSIF NOT EXISTS (SELECT FROM points_posting p WHERE p.credit_id = p_new.id AND p.credit_version = p_new.version
                      AND p.credit_balance = p_new.balance AND p.amount = p_new.balance - p_old.balance)
        AND NOT EXISTS (SELECT FROM points_posting p WHERE p.debit_id = p_new.id AND p.debit_version = p_new.version
                        AND p.debit_balance = p_new.balance AND p.amount = p_old.balance - p_new.balance) THEN
        PERFORM points_refuse('points_account_backed_by_posting', 'a balance changes only by a posting');
    END IF;
END $$;

-- Postings ----------------------------------------------------------------------------------------------------------

-- An award goes from its rule's issuer, which publication wrote there and nobody can change, to a person or community;
-- what is redeemed or expires goes from one to the computed account of that name. An award enters its account here, as
-- one lot with the date that its rule gives: no statement can post it without, or make more of it.
CREATE OR REPLACE FUNCTION points_guard_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_kind varchar;
    v_term smallint;
    v_day date;
BEGIN
    IF NEW.reverses_id IS NULL AND NEW.hold_id IS NULL
        AND NEW.amount OPERATOR(pg_catalog.>) 0 AND NEW.asked OPERATOR(pg_catalog.>=) NEW.amount
        AND NEW.source_kind OPERATOR(pg_catalog.<>) '' AND NEW.source_code OPERATOR(pg_catalog.<>) ''
        AND NEW.key OPERATOR(pg_catalog.<>) ''
        AND pg_catalog.octet_length(NEW.request_hash) OPERATOR(pg_catalog.=) 32 THEN
        IF NEW.kind OPERATOR(pg_catalog.=) 'award' THEN
            UPDATE public.points_account c SET balance = NEW.credit_balance, version = NEW.credit_version
            FROM public.points_rule r
            WHERE c.id OPERATOR(pg_catalog.=) NEW.credit_id AND r.id OPERATOR(pg_catalog.=) NEW.rule_id
            AND c.version OPERATOR(pg_catalog.+) 1 OPERATOR(pg_catalog.=) NEW.credit_version
            AND c.balance OPERATOR(pg_catalog.+) NEW.amount OPERATOR(pg_catalog.=) NEW.credit_balance
            AND (c.ceiling IS NULL OR NEW.credit_balance OPERATOR(pg_catalog.<=) c.ceiling) AND NOT c.computed
            AND c.kind OPERATOR(pg_catalog.=) ANY ('{person,community}'::pg_catalog.text[])
            AND c.scope OPERATOR(pg_catalog.=) NEW.scope AND r.issuer_id OPERATOR(pg_catalog.=) NEW.debit_id
            AND r.scope OPERATOR(pg_catalog.=) NEW.scope AND r.code OPERATOR(pg_catalog.=) NEW.rule_code
            AND coalesce(r.published_at, 'infinity') OPERATOR(pg_catalog.<) 'infinity'
            AND r.starts_on OPERATOR(pg_catalog.<=) NEW.happened_on
            AND coalesce(r.ends_on, 'infinity') OPERATOR(pg_catalog.>=) NEW.happened_on
            AND (r.way OPERATOR(pg_catalog.=) 'attendance' OR r.way OPERATOR(pg_catalog.=) NEW.source_kind)
            AND NEW.debit_balance IS NULL AND NEW.debit_version IS NULL
            RETURNING r.expiry_kind, r.expiry_amount INTO v_kind, v_term;
        ELSIF NEW.kind OPERATOR(pg_catalog.=) 'redeem' OR NEW.kind OPERATOR(pg_catalog.=) 'expire' THEN
            PERFORM FROM public.points_account d, public.points_account c
            WHERE d.id OPERATOR(pg_catalog.=) NEW.debit_id AND c.id OPERATOR(pg_catalog.=) NEW.credit_id
            AND d.version OPERATOR(pg_catalog.+) 1 OPERATOR(pg_catalog.=) NEW.debit_version
            AND d.balance OPERATOR(pg_catalog.-) NEW.amount OPERATOR(pg_catalog.=) NEW.debit_balance
            AND d.kind OPERATOR(pg_catalog.=) ANY ('{person,community}'::pg_catalog.text[])
            AND c.kind OPERATOR(pg_catalog.=)
                CASE WHEN NEW.kind OPERATOR(pg_catalog.=) 'expire' THEN 'expired' ELSE 'redeemed' END
            AND d.scope OPERATOR(pg_catalog.=) NEW.scope AND c.scope OPERATOR(pg_catalog.=) NEW.scope
            AND NEW.credit_balance IS NULL AND NEW.credit_version IS NULL;
        END IF;
    END IF;
    IF NOT FOUND THEN
        PERFORM public.points_check_posting(NEW);
        IF NEW.amount OPERATOR(pg_catalog.<=) 0 THEN
            PERFORM public.points_refuse('points_posting_amount_is_positive', 'a posting moves something');
        ELSIF NEW.kind OPERATOR(pg_catalog.=) 'award' THEN
            PERFORM public.points_refuse('points_posting_fits_its_rule', 'an award is as its rule and account say');
        END IF;
    END IF;
    IF NEW.kind OPERATOR(pg_catalog.=) 'award' THEN
        v_day := pg_catalog.timezone('Asia/Tokyo', NEW.at)::pg_catalog.date;
        -- What most rules say is worked out at once; the other ways are an expression that is costly to prepare.
        IF v_kind OPERATOR(pg_catalog.=) 'days' THEN
            v_day := v_day OPERATOR(pg_catalog.+) v_term;
        ELSE
            v_day := public.points_expiry_date(v_kind, v_term, v_day);
        END IF;
        INSERT INTO public.points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
        VALUES (NEW.credit_id, NEW.id, v_day, NEW.amount, NEW.amount, 0, 0);
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER points_posting_mirrors ON points_posting;
CREATE TRIGGER points_posting_mirrors AFTER INSERT ON points_posting
    FOR EACH ROW EXECUTE FUNCTION points_guard_posting();
ALTER TABLE points_posting ENABLE ALWAYS TRIGGER points_posting_mirrors;

CREATE OR REPLACE FUNCTION points_check_posting(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
    v_account points_account;
BEGIN
    SELECT d.kind AS debtor, c.kind AS creditor,
           d.scope = p.scope AND c.scope = p.scope AS in_scope,
           CASE WHEN d.computed THEN p.debit_version IS NULL AND p.debit_balance IS NULL
                ELSE (p.debit_balance, p.debit_version) IS NOT DISTINCT FROM (d.balance - p.amount, d.version + 1)
           END AND
           CASE WHEN c.computed THEN p.credit_version IS NULL AND p.credit_balance IS NULL
                ELSE (p.credit_balance, p.credit_version) IS NOT DISTINCT FROM (c.balance + p.amount, c.version + 1)
           END AS mirrors,
           p.kind <> 'award' OR EXISTS (
               SELECT FROM points_rule r WHERE r.id = p.rule_id AND r.scope = p.scope AND r.code = p.rule_code
               AND r.published_at IS NOT NULL AND r.starts_on <= p.happened_on
               AND (r.ends_on IS NULL OR p.happened_on <= r.ends_on)
               AND r.way IN ('attendance', p.source_kind)) AS in_force
    INTO v FROM points_account d, points_account c WHERE d.id = p.debit_id AND c.id = p.credit_id;
    IF v.in_scope IS NOT TRUE THEN
        PERFORM points_refuse('points_posting_accounts_in_scope', 'both accounts are of the posting''s scope');
    ELSIF NOT v.mirrors THEN
        PERFORM points_refuse('points_posting_mirrors_accounts', 'a posting carries the balances it leads to');
    ELSIF NOT points_fits(p.kind, v.debtor, v.creditor) THEN
        PERFORM points_refuse('points_posting_kind_fits_accounts',
                              format('%s does not go from %s to %s', p.kind, v.debtor, v.creditor));
    ELSIF NOT v.in_force THEN
        PERFORM points_refuse('points_posting_rule_in_force', 'an award follows a rule in force on its day');
    ELSIF p.asked < p.amount THEN
        PERFORM points_refuse('points_posting_never_more_than_asked', 'a cap takes away and adds nothing');
    ELSIF '' IN (p.source_kind, p.source_code, p.key) THEN
        PERFORM points_refuse('points_posting_has_a_source', 'a posting says what it is for');
    ELSIF (p.kind = 'reverse') <> (p.reverses_id IS NOT NULL) THEN
        PERFORM points_refuse('points_posting_only_a_reversal_reverses', 'a reversal names its original');
    ELSIF p.hold_id IS NOT NULL AND p.kind <> 'redeem' THEN
        PERFORM points_refuse('points_posting_only_a_redemption_captures', 'a hold is captured by a redemption');
    ELSIF p.kind = 'adjust' AND btrim(p.note) = '' THEN
        PERFORM points_refuse('points_posting_adjusted_for_a_reason', 'a correction by hand says why');
    ELSIF octet_length(p.request_hash) <> 32 THEN
        PERFORM points_refuse('points_posting_hash_is_sha256', 'the request hash is a SHA-256');
    ELSIF p.kind = 'reverse' THEN
        PERFORM points_guard_reversal(p);
    ELSIF p.hold_id IS NOT NULL THEN
        PERFORM points_guard_capture(p);
    END IF;
    IF p.kind = 'award' THEN
        SELECT * INTO v_account FROM points_account WHERE id = p.credit_id;
        v_account.balance := p.credit_balance;
        PERFORM points_check_bounds(v_account);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION points_guard_reversal(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_posting o WHERE o.id = p.reverses_id AND o.kind NOT IN ('reverse', 'expire')
                   AND (o.scope, o.debit_id, o.credit_id, o.amount, o.source_kind, o.source_code)
                     = (p.scope, p.credit_id, p.debit_id, p.amount, p.source_kind, p.source_code)) THEN
        PERFORM points_refuse('points_posting_reversal_mirrors', 'a reversal mirrors its original');
    ELSIF p.source_kind = 'payment' THEN
        PERFORM points_refuse('points_payment_goes_back_by_refund', 'a payment goes back by a refund');
    ELSIF p.source_kind = 'slip' THEN
        PERFORM points_refuse('points_slip_stays_paid', 'what the city paid for a slip stays paid');
    END IF;
END $$;

-- An account's step can be claimed by a posting that adds and by another that takes: each side has its own index. Then
-- the balance is that of one of them only, and the other goes the long way, which finds the first.
CREATE OR REPLACE FUNCTION points_check_turn(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_posting o WHERE o.credit_id = p.debit_id AND o.credit_version = p.debit_version)
        OR EXISTS (SELECT FROM points_posting o WHERE o.debit_id = p.credit_id AND o.debit_version = p.credit_version) THEN
        PERFORM points_refuse('points_posting_in_turn', 'each step of an account is one posting');
    END IF;
END $$;

-- Points that go to a community by a redemption keep their dates, as a gift's do.
CREATE FUNCTION points_guard_support(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_account WHERE id = p.credit_id AND kind = 'community') AND EXISTS (
        SELECT FROM (SELECT l.expires_on, sum(l.granted) AS amount FROM points_lot l
                     WHERE l.posting_id = p.id GROUP BY 1) made
        FULL JOIN (SELECT l.expires_on, sum(u.amount) AS amount FROM points_lotuse u
                   JOIN points_lot l ON l.id = u.lot_id WHERE u.posting_id = p.id GROUP BY 1) taken
        USING (expires_on) WHERE made.amount IS DISTINCT FROM taken.amount) THEN
        PERFORM points_refuse('points_lot_keeps_its_date', 'points that change hands keep their expiry dates');
    END IF;
END $$;

-- At commit. An award has entered its account when it was posted; one for a record of its own is what that record says.
CREATE OR REPLACE FUNCTION points_guard_posting_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind OPERATOR(pg_catalog.=) 'award' THEN
        IF NEW.source_kind OPERATOR(pg_catalog.=) ANY ('{site,report,clean_up,manual}'::pg_catalog.text[]) THEN
            PERFORM public.points_check_posting_complete(NEW);
        END IF;
        RETURN NULL;
    ELSIF NEW.kind OPERATOR(pg_catalog.=) ANY ('{redeem,expire}'::pg_catalog.text[]) AND NEW.credit_version IS NULL
        AND NEW.hold_id IS NULL AND NEW.source_kind OPERATOR(pg_catalog.<>) 'payment' THEN
        PERFORM FROM public.points_account a
        WHERE a.id OPERATOR(pg_catalog.=) NEW.debit_id AND a.version OPERATOR(pg_catalog.=) NEW.debit_version
        AND a.balance OPERATOR(pg_catalog.=) NEW.debit_balance
        AND NEW.amount OPERATOR(pg_catalog.=) (SELECT pg_catalog.sum(u.amount) FROM public.points_lotuse u
                                               WHERE u.posting_id OPERATOR(pg_catalog.=) NEW.id);
    END IF;
    IF NOT FOUND THEN
        PERFORM public.points_check_turn(NEW);
        PERFORM public.points_check_posting_complete(NEW);
    END IF;
    RETURN NULL;
END $$;

-- The stored accounts have moved, lots back every point on the side of a person or community, a capture has ended its
-- hold, an award for a record of its own is what that record says, a returned gift took nothing but what came with it,
-- and a payment and a refund have their records.
CREATE OR REPLACE FUNCTION points_check_posting_complete(p points_posting) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    IF p.debit_version IS NOT NULL THEN
        SELECT a.version >= p.debit_version AS moved, a.kind NOT IN ('person', 'community') OR p.amount =
            (SELECT sum(u.amount) FROM points_lotuse u WHERE u.posting_id = p.id) AS backed
        INTO v FROM points_account a WHERE a.id = p.debit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_takes_from_lots', 'what leaves an account leaves its lots');
        END IF;
    END IF;
    IF p.credit_version IS NOT NULL THEN
        SELECT a.version >= p.credit_version AS moved, a.kind NOT IN ('person', 'community') OR p.amount =
            (SELECT sum(l.granted) FROM points_lot l WHERE l.posting_id = p.id) AS backed
        INTO v FROM points_account a WHERE a.id = p.credit_id;
        IF NOT v.moved THEN
            PERFORM points_refuse('points_posting_moves_its_accounts', 'a posting moves its balances');
        ELSIF v.backed IS NOT TRUE THEN
            PERFORM points_refuse('points_posting_makes_lots', 'what enters an account enters as lots');
        ELSIF p.kind IN ('give', 'reverse') THEN
            PERFORM points_guard_dates(p);
        ELSIF p.source_kind IN ('site', 'report', 'clean_up', 'manual') THEN
            PERFORM points_guard_proof(p);
        END IF;
    END IF;
    -- In two steps: together they would be a query, run at every posting.
    IF p.hold_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM points_hold h WHERE h.id = p.hold_id AND h.state = 'captured') THEN
            PERFORM points_refuse('points_hold_captured_by_posting', 'a capture ends its hold');
        END IF;
    END IF;
    IF p.kind = 'give' THEN
        IF NOT EXISTS (SELECT FROM points_gift g WHERE g.posting_id = p.id) THEN
            PERFORM points_note_gift(p);
        END IF;
    ELSIF p.kind = 'reverse' THEN
        IF EXISTS (SELECT FROM points_posting o JOIN points_lotuse u ON u.posting_id = p.id
                   JOIN points_lot l ON l.id = u.lot_id
                   WHERE o.id = p.reverses_id AND o.kind = 'give' AND l.posting_id <> o.id) THEN
            PERFORM points_refuse('points_gift_returns_its_lots', 'a gift goes back out of the lots that came with it');
        END IF;
        IF EXISTS (SELECT FROM points_gift g WHERE g.posting_id = p.reverses_id AND g.returned_at IS NULL) THEN
            PERFORM points_note_return(p);
        END IF;
        PERFORM points_check_voucher(k.id) FROM points_posting o JOIN points_voucher k ON k.hold_id = o.hold_id
        WHERE o.id = p.reverses_id;
    ELSIF p.kind = 'refund' THEN
        IF NOT EXISTS (SELECT FROM points_refund r WHERE r.posting_id = p.id) THEN
            PERFORM points_refuse('points_refund_has_its_record', 'a refund has its record');
        END IF;
    ELSIF p.kind = 'redeem' AND p.source_kind = 'payment' THEN
        IF NOT EXISTS (SELECT FROM points_payment y WHERE y.posting_id = p.id) THEN
            PERFORM points_refuse('points_payment_has_its_record', 'a payment has its record');
        END IF;
    END IF;
    IF p.kind = 'redeem' AND p.credit_version IS NOT NULL THEN
        PERFORM points_guard_support(p);
    END IF;
END $$;

-- Lots --------------------------------------------------------------------------------------------------------------

-- An award's lot comes from the trigger of its posting, and nobody else makes a lot in a trigger. Else it is the first
-- of a posting with points that are new, or is looked at one by one.
CREATE OR REPLACE FUNCTION points_guard_lot_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.points_posting p WHERE p.id OPERATOR(pg_catalog.=) NEW.posting_id
    AND p.credit_id OPERATOR(pg_catalog.=) NEW.account_id AND p.amount OPERATOR(pg_catalog.>=) NEW.granted
    AND NEW.granted OPERATOR(pg_catalog.>) 0 AND NEW.remaining OPERATOR(pg_catalog.=) NEW.granted
    AND NEW.held OPERATOR(pg_catalog.=) 0 AND NEW.uses OPERATOR(pg_catalog.=) 0 AND NEW.origin_id IS NULL
    AND NOT EXISTS (SELECT FROM public.points_lot l WHERE l.posting_id OPERATOR(pg_catalog.=) NEW.posting_id);
    IF NOT FOUND THEN
        PERFORM public.points_check_lot_opening(NEW);
        IF NEW.granted OPERATOR(pg_catalog.<=) 0 THEN
            PERFORM public.points_refuse('points_lot_grants_something', 'a lot is of something');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_check_lot_opening(p points_lot) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (p.remaining, p.held, p.uses) <> (p.granted, 0, 0) THEN
        PERFORM points_refuse('points_lot_opens_full', 'a lot opens full');
    ELSIF NOT EXISTS (SELECT FROM points_posting o WHERE o.id = p.posting_id AND o.credit_id = p.account_id
                      AND o.amount >= p.granted + (SELECT coalesce(sum(l.granted), 0) FROM points_lot l
                                                   WHERE l.posting_id = p.posting_id)) THEN
        PERFORM points_refuse('points_lot_of_its_posting', 'a lot is a part of what its posting credits');
    ELSIF p.origin_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM points_lot l WHERE l.id = p.origin_id AND l.origin_id IS NULL) THEN
            PERFORM points_refuse('points_lot_comes_from_an_origin', 'an origin is the first lot of its points');
        END IF;
    END IF;
END $$;

-- A lot shrinks only by its next numbered use.
CREATE OR REPLACE FUNCTION points_guard_lot_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id OPERATOR(pg_catalog.=) OLD.id AND NEW.account_id OPERATOR(pg_catalog.=) OLD.account_id
        AND NEW.posting_id OPERATOR(pg_catalog.=) OLD.posting_id AND NEW.granted OPERATOR(pg_catalog.=) OLD.granted
        AND NEW.expires_on OPERATOR(pg_catalog.=) OLD.expires_on
        AND coalesce(NEW.origin_id, 0) OPERATOR(pg_catalog.=) coalesce(OLD.origin_id, 0)
        AND NEW.uses OPERATOR(pg_catalog.=) (OLD.uses OPERATOR(pg_catalog.+) 1)
        AND NEW.remaining OPERATOR(pg_catalog.<=) NEW.granted AND NEW.remaining OPERATOR(pg_catalog.>=) NEW.held
        AND NEW.held OPERATOR(pg_catalog.>=) 0 THEN
        PERFORM FROM public.points_lotuse u WHERE u.lot_id OPERATOR(pg_catalog.=) NEW.id
        AND u.seq OPERATOR(pg_catalog.=) NEW.uses
        AND u.amount OPERATOR(pg_catalog.=) (OLD.remaining OPERATOR(pg_catalog.-) NEW.remaining);
    END IF;
    IF NOT FOUND THEN
        PERFORM public.points_check_lot_change(OLD, NEW);
        IF NEW.remaining OPERATOR(pg_catalog.<) NEW.held OR NEW.remaining OPERATOR(pg_catalog.>) NEW.granted THEN
            PERFORM public.points_refuse('points_lot_remaining_in_bounds', 'a lot has what is held to what it was');
        ELSIF NEW.held OPERATOR(pg_catalog.<) 0 THEN
            PERFORM public.points_refuse('points_lot_held_in_bounds', 'what is held is no debt');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Its date moves only by an extension, written before.
CREATE FUNCTION points_check_lot_change(p_old points_lot, p_new points_lot) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (p_new.id, p_new.account_id, p_new.posting_id, p_new.origin_id, p_new.granted)
        IS DISTINCT FROM (p_old.id, p_old.account_id, p_old.posting_id, p_old.origin_id, p_old.granted) THEN
        PERFORM points_refuse('points_lot_identity_stays', 'a lot keeps its account and its origin');
    END IF;
    IF p_new.expires_on <> p_old.expires_on THEN
        IF NOT EXISTS (SELECT FROM points_lotextension e WHERE e.lot_id = p_new.id
                       AND (e.from_date, e.to_date) = (p_old.expires_on, p_new.expires_on)) THEN
            PERFORM points_refuse('points_lot_identity_stays', 'a lot keeps its date but for a decree');
        END IF;
    END IF;
    IF (p_new.remaining, p_new.uses) <> (p_old.remaining, p_old.uses) AND NOT EXISTS (
        SELECT FROM points_lotuse u WHERE u.lot_id = p_new.id AND u.seq = p_new.uses AND u.seq = p_old.uses + 1
        AND u.amount = p_old.remaining - p_new.remaining) THEN
        PERFORM points_refuse('points_lot_backed_by_use', 'a lot shrinks only by a use');
    END IF;
END $$;

-- Points that are not expired are spent, or some that are and that no decree of the city can keep expire.
CREATE OR REPLACE FUNCTION points_guard_lot_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.points_lot l, public.points_posting p
    WHERE l.id OPERATOR(pg_catalog.=) NEW.lot_id AND p.id OPERATOR(pg_catalog.=) NEW.posting_id
    AND l.account_id OPERATOR(pg_catalog.=) p.debit_id
    AND l.uses OPERATOR(pg_catalog.+) 1 OPERATOR(pg_catalog.=) NEW.seq
    AND p.amount OPERATOR(pg_catalog.>=) (NEW.amount OPERATOR(pg_catalog.+) coalesce((
        SELECT pg_catalog.sum(u.amount) FROM public.points_lotuse u
        WHERE u.posting_id OPERATOR(pg_catalog.=) NEW.posting_id), 0))
    AND CASE WHEN p.kind OPERATOR(pg_catalog.=) 'expire'
        THEN l.expires_on OPERATOR(pg_catalog.<) pg_catalog.timezone('Asia/Tokyo', p.at)::pg_catalog.date
            AND NOT EXISTS (SELECT FROM public.points_carryover)
        ELSE l.expires_on OPERATOR(pg_catalog.>=) pg_catalog.timezone('Asia/Tokyo', p.at)::pg_catalog.date END;
    IF NOT FOUND THEN
        PERFORM public.points_check_lot_use(NEW);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_check_lot_use(p points_lotuse) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_lot points_lot;
    v_posting points_posting;
BEGIN
    SELECT * INTO v_lot FROM points_lot WHERE id = p.lot_id;
    SELECT * INTO v_posting FROM points_posting WHERE id = p.posting_id;
    IF v_lot.account_id IS DISTINCT FROM v_posting.debit_id OR p.seq IS DISTINCT FROM v_lot.uses + 1
        OR p.amount + (SELECT coalesce(sum(u.amount), 0) FROM points_lotuse u
                       WHERE u.posting_id = p.posting_id) > v_posting.amount THEN
        PERFORM points_refuse('points_lot_use_of_its_posting', 'a use is a part of what its posting debits');
    END IF;
    IF v_posting.kind IN ('redeem', 'give') AND v_posting.hold_id IS NULL
        AND v_lot.expires_on < points_tokyo_date(v_posting.at) THEN
        PERFORM points_refuse('points_lot_use_before_expiry', 'expired points cannot be used');
    END IF;
    IF v_posting.kind = 'expire' THEN
        IF v_lot.expires_on >= points_tokyo_date(v_posting.at) THEN
            PERFORM points_refuse('points_lot_expires_in_time', 'points do not expire before their date');
        END IF;
        IF points_is_carried(v_posting.scope, (SELECT a.owner_code FROM points_account a WHERE a.id = v_lot.account_id),
                             v_lot.expires_on) THEN
            PERFORM points_refuse('points_lot_expires_in_time', 'what a decree carries over does not expire');
        END IF;
    END IF;
END $$;

-- Expiry ------------------------------------------------------------------------------------------------------------

-- Sweeps expired lots into the expired account, one posting per account, for at most p_limit accounts that nobody has
-- locked and that come after p_after in id order; tells how many it swept, and the last (null when there was none).
-- So a job that goes on from there looks at every account once. Held points stay: they are still promised to an order.
-- So does what a decree carries over. Each step is one statement over the whole batch: the shorter it is, the shorter
-- somebody waits who spends.
CREATE FUNCTION points_expire_after(
    p_scope text, p_after bigint, p_limit integer, p_now timestamptz, OUT p_swept integer, OUT p_last bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_today date := points_tokyo_date(p_now);
    v_expired bigint := points_computed_account(p_scope, 'expired', p_now);
    v_decrees boolean := EXISTS (SELECT FROM points_carryover d WHERE d.scope = p_scope);
    v_accounts bigint[];
    v_lots bigint[];
    v_postings bigint[];
BEGIN
    SELECT count(*), max(due.id), array_agg(due.id) INTO p_swept, p_last, v_accounts FROM (
        SELECT a.id FROM points_account a WHERE a.id > p_after AND a.scope = p_scope AND NOT a.computed AND EXISTS (
            SELECT FROM points_lot l
            WHERE l.account_id = a.id AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today
            AND NOT (v_decrees AND points_is_carried(p_scope, a.owner_code, l.expires_on)))
        ORDER BY a.id LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED) due;
    -- Looked at anew, now that nobody can spend them.
    SELECT array_agg(l.id) INTO v_lots FROM points_lot l JOIN points_account a ON a.id = l.account_id
    WHERE l.account_id = ANY (v_accounts) AND l.remaining > 0 AND l.remaining > l.held AND l.expires_on < v_today
    AND NOT (v_decrees AND points_is_carried(p_scope, a.owner_code, l.expires_on));
    v_postings := points_post_expired(p_scope, v_expired, v_lots, v_today, p_now);
    p_swept := coalesce(cardinality(v_postings), 0);
    PERFORM points_return_expired(p) FROM unnest(v_postings) p;
END $$;

-- One posting for each account of some lots, for what is left in them and not held.
CREATE FUNCTION points_post_expired(
    p_scope text, p_expired bigint, p_lots bigint[], p_today date, p_now timestamptz
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_postings bigint[];
BEGIN
    WITH made AS (
        INSERT INTO points_posting (
            code, scope, kind, debit_id, credit_id, amount, asked, debit_balance, debit_version, rule_code,
            source_kind, source_code, happened_on, key, request_hash, actor_code, note, at)
        SELECT format('pt-x%s', nextval('points_expiry_number')), p_scope, 'expire', a.id, p_expired, d.amount,
               d.amount, a.balance - d.amount, a.version + 1, '', 'expiry', p_today::text, p_today, k.key,
               points_request_hash('expire', k.key), '', '', p_now
        FROM (SELECT l.account_id, sum(l.remaining - l.held)::integer AS amount FROM points_lot l
              WHERE l.id = ANY (p_lots) GROUP BY l.account_id) d
        JOIN points_account a ON a.id = d.account_id, format('expire:%s:%s', a.id, a.version + 1) AS k(key)
        ORDER BY a.id RETURNING id)
    SELECT array_agg(id ORDER BY id) INTO v_postings FROM made;
    UPDATE points_account a SET balance = p.debit_balance, version = p.debit_version FROM points_posting p
    WHERE p.id = ANY (v_postings) AND a.id = p.debit_id;
    INSERT INTO points_lotuse (lot_id, posting_id, seq, amount)
    SELECT l.id, p.id, l.uses + 1, l.remaining - l.held FROM points_lot l JOIN points_posting p
    ON p.debit_id = l.account_id AND p.id = ANY (v_postings) WHERE l.id = ANY (p_lots) ORDER BY l.id;
    UPDATE points_lot l SET remaining = l.remaining - u.amount, uses = u.seq FROM points_lotuse u
    WHERE u.posting_id = ANY (v_postings) AND l.id = u.lot_id;
    RETURN v_postings;
END $$;

DROP FUNCTION points_expire;
DROP FUNCTION points_expire_account;
