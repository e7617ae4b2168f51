"""What beat asks the workers to do, and when (Tokyo time)."""

from typing import Any

from celery.schedules import crontab

ENTRIES: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "backend.common.tasks.beat_heart", "schedule": 20.0},
    # A sweep that nobody took before the next one is due has nothing left to do.
    "notices-sweep": {"task": "backend.notices.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "common-forget": {"task": "backend.common.tasks.forget_what_is_over", "schedule": crontab(hour="3", minute="20")},
    # What is overdue counts as free at once; the sweep only writes it down and tells people.
    "bookings-sweep": {"task": "bookings.tasks.sweep", "schedule": 120.0, "options": {"expires": 120}},
    "bookings-settle": {"task": "bookings.tasks.settle_passed_uses", "schedule": 300.0, "options": {"expires": 300}},
    # By day: nobody is to be woken for a form.
    "bookings-forms": {"task": "bookings.tasks.remind_of_forms", "schedule": crontab(hour="8-20", minute="5")},
    "bookings-reports": {"task": "bookings.tasks.remind_of_reports", "schedule": crontab(hour="8-20", minute="25")},
    "bookings-replays": {"task": "bookings.tasks.go_on_with_replays", "schedule": 60.0, "options": {"expires": 60}},
    "bookings-waiting": {"task": "bookings.tasks.close_past_waiting", "schedule": 600.0, "options": {"expires": 600}},
    # What is overdue counts as ended at once here too; the sweep hands the place on when nobody else comes by.
    "volunteers-sweep": {"task": "volunteers.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "volunteers-offer-reminders": {
        "task": "volunteers.tasks.remind_of_offers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "volunteers-line-ends": {
        "task": "volunteers.tasks.tell_of_ends",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    # By day: nobody is to be woken for a projector.
    "bookings-loans": {"task": "bookings.tasks.settle_loans", "schedule": crontab(hour="8-20", minute="*/10")},
    # Hourly by day, so that a beat that was down in the morning has reminded everybody by the evening.
    "accounts-remind-groups": {
        "task": "backend.accounts.tasks.remind_groups",
        "schedule": crontab(hour="8-19", minute="15"),
    },
    "volunteers-guardians": {
        "task": "volunteers.tasks.mail_guardians",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Of what is today first; hourly, so that a silent beat is caught up on the same day.
    "volunteers-remind": {"task": "volunteers.tasks.remind", "schedule": crontab(hour="6-20", minute="5")},
    # By day, as nobody is to be woken for it; each goes out once however often it runs.
    "volunteers-offers": {"task": "volunteers.tasks.ask_about_offers", "schedule": crontab(hour="9-19", minute="35")},
    "volunteers-proofs": {"task": "volunteers.tasks.remind_of_proofs", "schedule": crontab(hour="9-19", minute="40")},
    # By day, too: each shift is asked about twice, each person is reminded once.
    "volunteers-approvals": {
        "task": "volunteers.tasks.ask_for_approvals",
        "schedule": crontab(hour="9-19", minute="45"),
    },
    "volunteers-again": {"task": "volunteers.tasks.remind_again", "schedule": crontab(hour="8-19", minute="50")},
    "points-lapse-holds": {"task": "points.tasks.lapse_holds", "schedule": 60.0},
    "points-expire-lots": {"task": "points.tasks.expire_lots", "schedule": crontab(hour="0", minute="10")},
    "points-carry-over": {"task": "points.tasks.carry_over", "schedule": 60.0, "options": {"expires": 60}},
    # Hourly by day, so that a beat that was down in the morning has told everybody by the evening.
    "points-warn-of-expiry": {"task": "points.tasks.warn_of_expiry", "schedule": crontab(hour="9-18", minute="35")},
    "points-vouchers": {"task": "points.tasks.remind_of_vouchers", "schedule": crontab(hour="9-18", minute="55")},
    # In the morning, again each hour, so that a beat that was down catches up; a day is told once.
    "points-daily-sheets": {"task": "points.tasks.send_daily_sheets", "schedule": crontab(hour="7-11", minute="20")},
    "points-forget-codes": {"task": "points.tasks.forget_payment_codes", "schedule": crontab(hour="3", minute="40")},
    "points-seal-chain": {"task": "points.tasks.seal_chain", "schedule": 60.0},
}
