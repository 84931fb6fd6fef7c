"""What the portal gives away as data, for programs to read."""
