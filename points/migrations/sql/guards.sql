-- The guards of the ledger: what must hold whoever writes, with whatever SQL.
--
-- Each refusal carries the name of its trigger or rule as CONSTRAINT, as a CHECK would, so that one mapping turns it
-- into a named error. Row guards are ENABLE ALWAYS: session_replication_role = replica does not switch them off.
-- (TRUNCATE guards stay ordinary triggers: the test runner, a superuser, empties tables in replica mode; a role that is
-- no superuser cannot set that mode.)
-- award.sql says anew points_guard_posting_complete and points_guard_rule_change.

CREATE FUNCTION points_refuse(p_constraint text, p_message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_message USING ERRCODE = 'check_violation', CONSTRAINT = p_constraint;
END $$;

-- Append-only tables: rows are neither changed, nor deleted, nor truncated. The trigger's name names the refusal.
CREATE FUNCTION points_guard_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_refuse(TG_NAME, format('%s is append-only: %s is refused', TG_TABLE_NAME, TG_OP));
    RETURN NULL;
END $$;

-- Accounts ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_guard_account_opening() RETURNS trigger LANGUAGE plpgsql
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
    RETURN NEW;
END $$;

-- The posting is written before the balance: a balance moves only by one posting, which names the version it leads to.
CREATE FUNCTION points_guard_account_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.scope, NEW.kind, NEW.owner_code, NEW.computed, NEW.opened_at)
        IS DISTINCT FROM (OLD.id, OLD.scope, OLD.kind, OLD.owner_code, OLD.computed, OLD.opened_at) THEN
        PERFORM points_refuse('points_account_identity_stays', 'an account keeps its owner');
    END IF;
    IF NEW.computed THEN
        PERFORM points_refuse('points_account_computed_stores_nothing', 'a computed account never changes');
    END IF;
    IF NEW.balance = OLD.balance AND NEW.version = OLD.version THEN
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM points_refuse('points_account_version_by_one', 'a balance changes with version + 1');
    END IF;
    IF NOT EXISTS (SELECT FROM points_posting p WHERE p.credit_id = NEW.id AND p.credit_version = NEW.version
                   AND p.credit_balance = NEW.balance AND p.amount = NEW.balance - OLD.balance)
        AND NOT EXISTS (SELECT FROM points_posting p WHERE p.debit_id = NEW.id AND p.debit_version = NEW.version
                   AND p.debit_balance = NEW.balance AND p.amount = OLD.balance - NEW.balance) THEN
        PERFORM points_refuse('points_account_backed_by_posting', 'a balance changes only by a posting');
    END IF;
    RETURN NEW;
END $$;

-- At commit: what is held is what the open holds hold.
CREATE FUNCTION points_guard_account_held() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT held FROM points_account WHERE id = NEW.id)
        <> (SELECT coalesce(sum(amount), 0) FROM points_hold WHERE account_id = NEW.id AND state = 'open') THEN
        PERFORM points_refuse('points_account_held_backed_by_holds', 'held points are those of the open holds');
    END IF;
    RETURN NULL;
END $$;

-- Postings ----------------------------------------------------------------------------------------------------------

-- Both accounts are looked at in one statement, and the rule of an award with them: this runs at every posting.
CREATE FUNCTION points_guard_posting() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT d.kind AS debtor, c.kind AS creditor,
           d.scope = NEW.scope AND c.scope = NEW.scope AS in_scope,
           CASE WHEN d.computed THEN NEW.debit_version IS NULL AND NEW.debit_balance IS NULL
                ELSE (NEW.debit_balance, NEW.debit_version) IS NOT DISTINCT FROM (d.balance - NEW.amount, d.version + 1)
           END AND
           CASE WHEN c.computed THEN NEW.credit_version IS NULL AND NEW.credit_balance IS NULL
                ELSE (NEW.credit_balance, NEW.credit_version) IS NOT DISTINCT FROM (c.balance + NEW.amount, c.version + 1)
           END AS mirrors,
           NEW.kind <> 'award' OR EXISTS (
               SELECT FROM points_rule r WHERE r.id = NEW.rule_id AND r.scope = NEW.scope AND r.code = NEW.rule_code
               AND r.published_at IS NOT NULL AND r.starts_on <= NEW.happened_on
               AND (r.ends_on IS NULL OR NEW.happened_on <= r.ends_on)) AS in_force
    INTO v FROM points_account d, points_account c WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id;
    IF v.in_scope IS NOT TRUE THEN
        PERFORM points_refuse('points_posting_accounts_in_scope', 'both accounts are of the posting''s scope');
    ELSIF NOT v.mirrors THEN
        PERFORM points_refuse('points_posting_mirrors_accounts', 'a posting carries the balances it leads to');
    ELSIF NOT points_fits(NEW.kind, v.debtor, v.creditor) THEN
        PERFORM points_refuse('points_posting_kind_fits_accounts',
                              format('%s does not go from %s to %s', NEW.kind, v.debtor, v.creditor));
    ELSIF NOT v.in_force THEN
        PERFORM points_refuse('points_posting_rule_in_force', 'an award follows a rule in force on its day');
    ELSIF NEW.asked < NEW.amount THEN
        PERFORM points_refuse('points_posting_never_more_than_asked', 'a cap takes away and adds nothing');
    ELSIF '' IN (NEW.source_kind, NEW.source_code, NEW.key) THEN
        PERFORM points_refuse('points_posting_has_a_source', 'a posting says what it is for');
    ELSIF (NEW.kind = 'reverse') <> (NEW.reverses_id IS NOT NULL) THEN
        PERFORM points_refuse('points_posting_only_a_reversal_reverses', 'a reversal names its original');
    ELSIF NEW.hold_id IS NOT NULL AND NEW.kind <> 'redeem' THEN
        PERFORM points_refuse('points_posting_only_a_redemption_captures', 'a hold is captured by a redemption');
    ELSIF octet_length(NEW.request_hash) <> 32 THEN
        PERFORM points_refuse('points_posting_hash_is_sha256', 'the request hash is a SHA-256');
    ELSIF NEW.kind = 'reverse' THEN
        PERFORM points_guard_reversal(NEW);
    ELSIF NEW.hold_id IS NOT NULL THEN
        PERFORM points_guard_capture(NEW);
    END IF;
    RETURN NEW;
END $$;

-- Which kinds of account a kind of posting goes between; there is none for money.
CREATE FUNCTION points_fits(p_kind text, p_debtor text, p_creditor text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN CASE p_kind
    WHEN 'award' THEN p_debtor = 'issuer' AND p_creditor IN ('person', 'community')
    WHEN 'redeem' THEN p_debtor IN ('person', 'community')
                       AND p_creditor IN ('redeemed', 'shop', 'center', 'community')
    WHEN 'give' THEN p_debtor = 'person' AND p_creditor IN ('person', 'community')
    WHEN 'expire' THEN p_debtor IN ('person', 'community') AND p_creditor = 'expired'
    WHEN 'adjust' THEN 'adjustment' IN (p_debtor, p_creditor)
    WHEN 'reverse' THEN true
    ELSE false END;

CREATE FUNCTION points_guard_reversal(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_posting o WHERE o.id = p.reverses_id AND o.kind NOT IN ('reverse', 'expire')
                   AND (o.scope, o.debit_id, o.credit_id, o.amount, o.source_kind, o.source_code)
                     = (p.scope, p.credit_id, p.debit_id, p.amount, p.source_kind, p.source_code)) THEN
        PERFORM points_refuse('points_posting_reversal_mirrors', 'a reversal mirrors its original');
    END IF;
END $$;

CREATE FUNCTION points_guard_capture(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_hold h WHERE h.id = p.hold_id AND h.state = 'open'
                   AND (h.scope, h.account_id, h.amount) = (p.scope, p.debit_id, p.amount)) THEN
        PERFORM points_refuse('points_posting_captures_an_open_hold', 'a capture takes what an open hold holds');
    END IF;
END $$;

-- At commit: the stored accounts have moved, and lots back every point on the side of a person or community.
CREATE FUNCTION points_guard_posting_complete() RETURNS trigger LANGUAGE plpgsql
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
    RETURN NULL;
END $$;

-- Points that change hands or come back keep their expiry dates: nobody refreshes points by ping-pong.
CREATE FUNCTION points_guard_dates(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_source bigint := CASE p.kind WHEN 'give' THEN p.id ELSE p.reverses_id END;
BEGIN
    IF EXISTS (SELECT FROM points_lotuse u WHERE u.posting_id = v_source) AND EXISTS (
        SELECT FROM (SELECT l.expires_on, sum(l.granted) AS amount FROM points_lot l
                     WHERE l.posting_id = p.id GROUP BY 1) made
        FULL JOIN (SELECT l.expires_on, sum(u.amount) AS amount FROM points_lotuse u
                   JOIN points_lot l ON l.id = u.lot_id WHERE u.posting_id = v_source GROUP BY 1) taken
        USING (expires_on) WHERE made.amount IS DISTINCT FROM taken.amount) THEN
        PERFORM points_refuse('points_lot_keeps_its_date', 'points that change hands keep their expiry dates');
    END IF;
END $$;

-- Lots --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_guard_lot_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.remaining, NEW.held, NEW.uses) <> (NEW.granted, 0, 0) THEN
        PERFORM points_refuse('points_lot_opens_full', 'a lot opens full');
    END IF;
    IF NOT EXISTS (SELECT FROM points_posting p WHERE p.id = NEW.posting_id AND p.credit_id = NEW.account_id
                   AND p.amount >= NEW.granted + (SELECT coalesce(sum(l.granted), 0) FROM points_lot l
                                                  WHERE l.posting_id = NEW.posting_id)) THEN
        PERFORM points_refuse('points_lot_of_its_posting', 'a lot is a part of what its posting credits');
    END IF;
    RETURN NEW;
END $$;

-- The use is written before the lot: a lot shrinks only by its next numbered use.
CREATE FUNCTION points_guard_lot_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.account_id, NEW.posting_id, NEW.expires_on, NEW.granted)
        IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.posting_id, OLD.expires_on, OLD.granted) THEN
        PERFORM points_refuse('points_lot_identity_stays', 'a lot keeps its account and its date');
    END IF;
    IF (NEW.remaining, NEW.uses) <> (OLD.remaining, OLD.uses) AND NOT EXISTS (
        SELECT FROM points_lotuse u WHERE u.lot_id = NEW.id AND u.seq = NEW.uses AND u.seq = OLD.uses + 1
        AND u.amount = OLD.remaining - NEW.remaining) THEN
        PERFORM points_refuse('points_lot_backed_by_use', 'a lot shrinks only by a use');
    END IF;
    RETURN NEW;
END $$;

-- At commit: what a lot holds is what the open holds took from it.
CREATE FUNCTION points_guard_lot_held() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_lot_held(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_lot_use() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_lot points_lot;
    v_posting points_posting;
BEGIN
    SELECT * INTO v_lot FROM points_lot WHERE id = NEW.lot_id;
    SELECT * INTO v_posting FROM points_posting WHERE id = NEW.posting_id;
    IF v_lot.account_id IS DISTINCT FROM v_posting.debit_id OR NEW.seq IS DISTINCT FROM v_lot.uses + 1
        OR NEW.amount + (SELECT coalesce(sum(u.amount), 0) FROM points_lotuse u
                         WHERE u.posting_id = NEW.posting_id) > v_posting.amount THEN
        PERFORM points_refuse('points_lot_use_of_its_posting', 'a use is a part of what its posting debits');
    END IF;
    IF v_posting.kind IN ('redeem', 'give') AND v_posting.hold_id IS NULL
        AND v_lot.expires_on < points_tokyo_date(v_posting.at) THEN
        PERFORM points_refuse('points_lot_use_before_expiry', 'expired points cannot be used');
    END IF;
    IF v_posting.kind = 'expire' AND v_lot.expires_on >= points_tokyo_date(v_posting.at) THEN
        PERFORM points_refuse('points_lot_expires_in_time', 'points do not expire before their date');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_tokyo_date(p_at timestamptz) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (p_at AT TIME ZONE 'Asia/Tokyo')::date;

-- At commit: a use has reached its lot.
CREATE FUNCTION points_guard_lot_use_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT uses FROM points_lot WHERE id = NEW.lot_id) < NEW.seq THEN
        PERFORM points_refuse('points_lot_use_shrinks_its_lot', 'a use shrinks its lot');
    END IF;
    RETURN NULL;
END $$;

-- Holds -------------------------------------------------------------------------------------------------------------

CREATE FUNCTION points_guard_hold_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'open' THEN
        PERFORM points_refuse('points_hold_opens_open', 'a hold begins open');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_guard_hold_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'state' - 'ended_at' <> to_jsonb(OLD) - 'state' - 'ended_at' THEN
        PERFORM points_refuse('points_hold_identity_stays', 'a hold keeps its amount and its account');
    END IF;
    IF OLD.state <> 'open' OR NEW.state = 'open' THEN
        PERFORM points_refuse('points_hold_ends_once', 'a hold has exactly one end');
    END IF;
    IF (NEW.state = 'captured') <> EXISTS (SELECT FROM points_posting p WHERE p.hold_id = NEW.id) THEN
        PERFORM points_refuse('points_hold_captured_by_posting', 'a hold is captured by its posting and by nothing else');
    END IF;
    IF NEW.state = 'lapsed' AND NEW.ended_at < NEW.expires_at THEN
        PERFORM points_refuse('points_hold_lapses_in_time', 'a hold does not lapse before its time');
    END IF;
    RETURN NEW;
END $$;

-- At commit: a hold is set aside from lots, and noted on its account and on each of those lots.
CREATE FUNCTION points_check_hold(p_hold bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_hold points_hold;
BEGIN
    SELECT * INTO v_hold FROM points_hold WHERE id = p_hold;
    IF v_hold.amount IS DISTINCT FROM (SELECT sum(x.amount) FROM points_holdlot x WHERE x.hold_id = p_hold) THEN
        PERFORM points_refuse('points_hold_backed_by_lots', 'a hold sets lots aside');
    END IF;
    IF (SELECT a.held FROM points_account a WHERE a.id = v_hold.account_id)
        <> (SELECT coalesce(sum(h.amount), 0) FROM points_hold h
            WHERE h.account_id = v_hold.account_id AND h.state = 'open') THEN
        PERFORM points_refuse('points_account_held_backed_by_holds', 'held points are those of the open holds');
    END IF;
    PERFORM points_check_lot_held(x.lot_id) FROM points_holdlot x WHERE x.hold_id = p_hold;
END $$;

CREATE FUNCTION points_check_lot_held(p_lot bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT l.held FROM points_lot l WHERE l.id = p_lot)
        <> (SELECT coalesce(sum(x.amount), 0) FROM points_holdlot x
            JOIN points_hold h ON h.id = x.hold_id WHERE x.lot_id = p_lot AND h.state = 'open') THEN
        PERFORM points_refuse('points_lot_held_backed_by_holds', 'held points of a lot are those of open holds');
    END IF;
END $$;

CREATE FUNCTION points_guard_hold_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_hold(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_hold_lot_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM points_check_hold(NEW.hold_id);
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_capture_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_hold h WHERE h.id = NEW.hold_id AND h.state = 'captured') THEN
        PERFORM points_refuse('points_hold_captured_by_posting', 'a capture ends its hold');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION points_guard_hold_lot() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_hold h JOIN points_lot l ON l.account_id = h.account_id
                   WHERE h.id = NEW.hold_id AND l.id = NEW.lot_id AND h.state = 'open'
                   AND l.expires_on >= points_tokyo_date(h.opened_at)) THEN
        PERFORM points_refuse('points_hold_lot_of_its_hold', 'a hold sets aside usable lots of its own account');
    END IF;
    RETURN NEW;
END $$;

-- Rules -------------------------------------------------------------------------------------------------------------

-- A rule begins as a draft, for its caps are copied into it when it is published.
CREATE FUNCTION points_guard_rule_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.published_at IS NOT NULL THEN
        PERFORM points_refuse('points_rule_begins_as_a_draft', 'a rule begins as a draft');
    END IF;
    RETURN NEW;
END $$;

-- A published version is immutable, but for its end, which may not leave a paid activity behind it.
CREATE FUNCTION points_guard_rule_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        SELECT coalesce(array_agg(c.span ORDER BY c.span), '{}'), coalesce(array_agg(c.most ORDER BY c.span), '{}')
        INTO NEW.cap_spans, NEW.cap_mosts FROM points_rulecap c WHERE c.rule_id = NEW.id;
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

CREATE FUNCTION points_guard_rule_cap() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM points_rule r WHERE r.published_at IS NOT NULL
               AND r.id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.rule_id END,
                            CASE WHEN TG_OP <> 'INSERT' THEN OLD.rule_id END)) THEN
        PERFORM points_refuse('points_rule_immutable', 'the caps of a published rule do not change');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
