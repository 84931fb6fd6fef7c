"""The commands of search (portal/README.md, "Operations")."""
