"""What every publication has in common: model, forms, blocks, versions and the one rule of what is public."""
