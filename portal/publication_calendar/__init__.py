"""The publication calendar: what goes out and what went out, as a month, as a list and as iCalendar for its reader."""
