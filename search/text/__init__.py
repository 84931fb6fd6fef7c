"""The analysis of text in five languages. Nothing of Django: it could be a package of its own."""
