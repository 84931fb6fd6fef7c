"""What `manage.py bench` measures: each module has `figures(options)`, which returns what is printed as JSON."""
