"""Saving a page without losing anybody's words: not those of another editor, nor those typed when a session ends."""
