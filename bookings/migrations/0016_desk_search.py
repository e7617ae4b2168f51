from django.db import migrations

# What the desk's search compares: kana of one kind and width without spaces, and the digits of phone numbers alone. The
# functions name pg_catalog, so that an index on them can be built anew under any search path.
FUNCTIONS = """
CREATE FUNCTION bookings_search_key(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT pg_catalog.translate(
        pg_catalog.lower(pg_catalog.normalize(typed, 'NFKC')),
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねの' ||
        'はばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ ・',
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノ' ||
        'ハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ'
    )
$$;
CREATE FUNCTION bookings_digits(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT pg_catalog.regexp_replace(pg_catalog.normalize(typed, 'NFKC'), '[^0-9]', '', 'g')
$$;
"""
NO_FUNCTIONS = "DROP FUNCTION bookings_digits(text); DROP FUNCTION bookings_search_key(text);"

# Only what a desk wrote down has contact data, so what people book online pays nothing for these indexes.
INDEXES = """
CREATE INDEX booking_desk_name ON bookings_booking
    (center_id, bookings_search_key(contact_name) text_pattern_ops) WHERE contact_name <> '';
CREATE INDEX booking_desk_given_name ON bookings_booking
    (center_id, bookings_search_key(split_part(contact_name, ' ', 2)) text_pattern_ops) WHERE contact_name <> '';
CREATE INDEX booking_desk_kana ON bookings_booking
    (center_id, bookings_search_key(contact_kana) text_pattern_ops) WHERE contact_kana <> '';
CREATE INDEX booking_desk_given_kana ON bookings_booking
    (center_id, bookings_search_key(split_part(contact_kana, ' ', 2)) text_pattern_ops) WHERE contact_kana <> '';
CREATE INDEX booking_desk_phone ON bookings_booking
    (center_id, bookings_digits(contact_phone) text_pattern_ops) WHERE contact_phone <> '';
CREATE INDEX booking_desk_phone_end ON bookings_booking
    (center_id, reverse(bookings_digits(contact_phone)) text_pattern_ops) WHERE contact_phone <> '';
CREATE INDEX booking_at_desk ON bookings_booking (center_id, state, starts_at)
    WHERE state IN ('offered', 'tentative', 'applied', 'used');
"""
NO_INDEXES = """
DROP INDEX booking_at_desk; DROP INDEX booking_desk_phone_end; DROP INDEX booking_desk_phone;
DROP INDEX booking_desk_given_kana; DROP INDEX booking_desk_kana; DROP INDEX booking_desk_given_name;
DROP INDEX booking_desk_name;
"""

# On the people, too: it is this search that asks for them, and the functions are ours.
PEOPLE = """
CREATE INDEX person_desk_name ON accounts_user (bookings_search_key(name) text_pattern_ops);
CREATE INDEX person_desk_given_name ON accounts_user
    (bookings_search_key(split_part(name, ' ', 2)) text_pattern_ops);
CREATE INDEX person_desk_kana ON accounts_user (bookings_search_key(furigana) text_pattern_ops);
CREATE INDEX person_desk_given_kana ON accounts_user
    (bookings_search_key(split_part(furigana, ' ', 2)) text_pattern_ops);
CREATE INDEX person_desk_phone ON accounts_user (bookings_digits(phone) text_pattern_ops);
CREATE INDEX person_desk_phone_end ON accounts_user (reverse(bookings_digits(phone)) text_pattern_ops);
"""
NO_PEOPLE = """
DROP INDEX person_desk_phone_end; DROP INDEX person_desk_phone; DROP INDEX person_desk_given_kana;
DROP INDEX person_desk_kana; DROP INDEX person_desk_given_name; DROP INDEX person_desk_name;
"""

NOTES = """
CREATE TRIGGER desk_notes_are_never_deleted BEFORE DELETE ON bookings_desknote
    FOR EACH ROW EXECUTE FUNCTION bookings_refuse_change();
"""
NO_NOTES = "DROP TRIGGER desk_notes_are_never_deleted ON bookings_desknote"


class Migration(migrations.Migration):
    dependencies = [("bookings", "0018_rules_and_replays")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        migrations.RunSQL(PEOPLE, NO_PEOPLE),
        migrations.RunSQL(NOTES, NO_NOTES),
    ]
