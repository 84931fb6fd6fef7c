"""What somebody may see and do with pages in the admin."""
