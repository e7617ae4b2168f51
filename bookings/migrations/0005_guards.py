from django.db import migrations

# What constraints on one row cannot say: a live booking and its holds agree, history is never rewritten, a published
# version of usage rules is final, and a room with live bookings keeps its spaces.

HOLDS = """
CREATE FUNCTION bookings_check_holds(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    b record;
    expected bigint;
    agreeing bigint;
    held bigint;
BEGIN
    SELECT room_id, during, state IN ('tentative', 'applied', 'approved', 'used', 'reported') AS live
      INTO b FROM bookings_booking WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*) INTO held FROM bookings_spacehold WHERE booking_id = wanted AND holds;
    IF b.live THEN
        SELECT count(*), count(h.id) INTO expected, agreeing
          FROM bookings_roomspace rs
          LEFT JOIN bookings_spacehold h
            ON h.booking_id = wanted AND h.space_id = rs.space_id AND h.holds AND h.during = b.during
         WHERE rs.room_id = b.room_id;
        IF expected > 0 AND agreeing = expected AND held = expected THEN
            RETURN;
        END IF;
    ELSIF held = 0 THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'booking % and its holds do not agree', wanted
        USING ERRCODE = 'check_violation', CONSTRAINT = 'space_holds_match_booking';
END $$;

CREATE FUNCTION bookings_guard_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bookings_check_holds(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION bookings_guard_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bookings_check_holds(OLD.booking_id);
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.booking_id <> OLD.booking_id) THEN
        PERFORM bookings_check_holds(NEW.booking_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER booking_holds_match AFTER INSERT OR UPDATE OF state, room_id, during ON bookings_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_guard_booking();
CREATE CONSTRAINT TRIGGER space_hold_matches_booking AFTER INSERT OR UPDATE OR DELETE ON bookings_spacehold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_guard_hold();
"""
NO_HOLDS = """
DROP TRIGGER space_hold_matches_booking ON bookings_spacehold;
DROP TRIGGER booking_holds_match ON bookings_booking;
DROP FUNCTION bookings_guard_hold();
DROP FUNCTION bookings_guard_booking();
DROP FUNCTION bookings_check_holds(bigint);
"""

ROOM_SPACES = """
CREATE FUNCTION bookings_guard_room_space() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.room_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.room_id; END IF;
    IF EXISTS (SELECT 1 FROM bookings_booking WHERE room_id = ANY (touched)
                AND state IN ('tentative', 'applied', 'approved', 'used', 'reported')) THEN
        RAISE EXCEPTION 'a room with live bookings keeps its spaces'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_spaces_in_use';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_spaces_in_use AFTER INSERT OR UPDATE OR DELETE ON bookings_roomspace
    FOR EACH ROW EXECUTE FUNCTION bookings_guard_room_space();
"""
NO_ROOM_SPACES = """
DROP TRIGGER room_spaces_in_use ON bookings_roomspace;
DROP FUNCTION bookings_guard_room_space();
"""

HISTORY = """
CREATE FUNCTION bookings_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'booking_history_is_append_only';
END $$;
CREATE TRIGGER booking_history_is_append_only BEFORE UPDATE OR DELETE ON bookings_bookingstatechange
    FOR EACH ROW EXECUTE FUNCTION bookings_refuse_change();
CREATE TRIGGER booking_history_is_never_emptied BEFORE TRUNCATE ON bookings_bookingstatechange
    FOR EACH STATEMENT EXECUTE FUNCTION bookings_refuse_change();
"""
NO_HISTORY = """
DROP TRIGGER booking_history_is_never_emptied ON bookings_bookingstatechange;
DROP TRIGGER booking_history_is_append_only ON bookings_bookingstatechange;
DROP FUNCTION bookings_refuse_change();
"""

RULES = """
CREATE FUNCTION bookings_guard_usage_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (
        TG_OP = 'DELETE'
        OR (NEW.code, NEW.municipality_id, NEW.content, NEW.published_at, lower(NEW.valid))
           IS DISTINCT FROM (OLD.code, OLD.municipality_id, OLD.content, OLD.published_at, lower(OLD.valid))
        OR (NEW.center_id, NEW.room_id) IS DISTINCT FROM (OLD.center_id, OLD.room_id)
    ) THEN
        RAISE EXCEPTION 'published usage rules % are final', OLD.code
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'usage_rules_published_are_final';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_rules_published_are_final BEFORE UPDATE OR DELETE ON bookings_usagerules
    FOR EACH ROW EXECUTE FUNCTION bookings_guard_usage_rules();
"""
NO_RULES = """
DROP TRIGGER usage_rules_published_are_final ON bookings_usagerules;
DROP FUNCTION bookings_guard_usage_rules();
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0004_bookings")]

    operations = [
        migrations.RunSQL(HOLDS, NO_HOLDS),
        migrations.RunSQL(ROOM_SPACES, NO_ROOM_SPACES),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(RULES, NO_RULES),
    ]
