from django.db import migrations

# Groups that wait get the application that is decided; what is known of approved ones becomes the first line of their
# history. The fiscal year is that of the day on which a group was entered.
HISTORY = """
INSERT INTO accounts_groupregistration
    (group_id, status, valid_until, user_class, member_count, submitted_by_id, submitted_at, review_note, overlap_reason)
SELECT g.id, 'pending',
       make_date(extract(year FROM g.created_at AT TIME ZONE 'Asia/Tokyo' - interval '3 months')::int + 1, 3, 31),
       '', (SELECT count(*) FROM accounts_groupmember AS m WHERE m.group_id = g.id), r.user_id, g.created_at, '', ''
FROM accounts_group AS g JOIN accounts_groupmember AS r ON r.group_id = g.id AND r.role = 'representative'
WHERE g.status = 'pending';
INSERT INTO accounts_groupregistration
    (group_id, status, valid_from, valid_until, user_class, member_count, submitted_by_id, submitted_at,
     reviewed_by_id, reviewed_at, review_note, overlap_reason)
SELECT g.id, 'approved', (g.reviewed_at AT TIME ZONE 'Asia/Tokyo')::date, g.valid_until, g.user_class,
       (SELECT count(*) FROM accounts_groupmember AS m WHERE m.group_id = g.id), r.user_id, g.created_at,
       g.reviewed_by_id, g.reviewed_at, '', ''
FROM accounts_group AS g JOIN accounts_groupmember AS r ON r.group_id = g.id AND r.role = 'representative'
WHERE g.status = 'approved' AND g.valid_until >= (g.reviewed_at AT TIME ZONE 'Asia/Tokyo')::date;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_registrations_of_groups")]

    operations = [migrations.RunSQL(HISTORY, "DELETE FROM accounts_groupregistration")]
