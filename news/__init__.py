"""What goes out: news items, newsletters, and the feeds of everything that is published."""
