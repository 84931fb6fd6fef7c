"""Preview links: one draft as it was saved, shown for some days to somebody who has no account and may comment."""
