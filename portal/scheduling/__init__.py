"""What happens by the clock: pages that are due, statuses that follow the calendar, periodic tasks."""
