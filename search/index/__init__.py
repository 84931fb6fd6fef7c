"""What the index knows of a publication, and keeping it in step with the database."""
