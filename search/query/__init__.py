"""From what somebody typed to clauses that every engine understands."""
