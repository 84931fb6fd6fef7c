"""`manage.py start`: from a bare Python to a served portal with demo content, in one command."""
