"""The commands of manage.py (portal/README.md, "Operations")."""
