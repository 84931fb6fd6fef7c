"""What `manage.py bench search` measures."""
