from django.db import migrations

# An offered booking keeps its room like any other, so the guards of 0005 must know its state.

FUNCTIONS = """
CREATE OR REPLACE FUNCTION bookings_check_holds(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    b record;
    expected bigint;
    agreeing bigint;
    held bigint;
BEGIN
    SELECT room_id, during, state IN ({live}) AS live INTO b FROM bookings_booking WHERE id = wanted;
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

CREATE OR REPLACE FUNCTION bookings_guard_room_space() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.room_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.room_id; END IF;
    IF EXISTS (SELECT 1 FROM bookings_booking WHERE room_id = ANY (touched) AND state IN ({live})) THEN
        RAISE EXCEPTION 'a room with live bookings keeps its spaces'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_spaces_in_use';
    END IF;
    RETURN NULL;
END $$;
"""
BEFORE = "'tentative', 'applied', 'approved', 'used', 'reported'"
NOTES = """
CREATE TRIGGER desk_notes_are_append_only BEFORE UPDATE ON bookings_desknote
    FOR EACH ROW EXECUTE FUNCTION bookings_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0006_rooms_in_earnest")]

    operations = [
        migrations.RunSQL(FUNCTIONS.format(live=f"'offered', {BEFORE}"), FUNCTIONS.format(live=BEFORE)),
        migrations.RunSQL(NOTES, "DROP TRIGGER desk_notes_are_append_only ON bookings_desknote"),
    ]
