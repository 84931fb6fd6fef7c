"""Formats beside Atom and RSS: feeds as JSON, lists of feeds as OPML."""
