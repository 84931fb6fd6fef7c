"""The guide in the admin: one page for each common task, in Swedish, with pictures of the screens."""
