"""Releases: pages that become public together, at one moment, in one transaction."""
