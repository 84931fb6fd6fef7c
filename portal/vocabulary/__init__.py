"""The controlled lists that publications are filed under, and the thesaurus."""
