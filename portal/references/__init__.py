"""Who uses what: Wagtail's reference index, completed with drafts, and what that means for deleting."""
