"""Feeds as files that nginx serves: how they are written and taken away, and nginx's configuration."""
