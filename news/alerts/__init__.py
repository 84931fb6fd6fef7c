"""Alerts by mail: whoever follows a selection or a publication is told what the event feed of it tells."""
