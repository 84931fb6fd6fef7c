"""Who uses what: Wagtail's reference index, completed with drafts, and the rule that what is in use can't be
deleted.
"""
