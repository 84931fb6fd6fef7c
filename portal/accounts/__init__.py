"""Accounts and the doors to the admin: who may give which rights, signing in, its limits and its time-out."""
