"""What somebody may see of pages in the admin, and what they may do with them."""
