"""Withdrawing what has been published: one person asks and gives the reason for readers, another confirms."""
