"""What every publication has in common: its model, edit form, text blocks, versions, and who may read it."""
