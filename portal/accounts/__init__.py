"""Accounts and signing in: who may give which rights, limits on wrong passwords, and the end of idle sessions."""
