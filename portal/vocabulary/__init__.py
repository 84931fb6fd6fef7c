"""The fixed lists that publications are filed under, and the thesaurus of search words."""
