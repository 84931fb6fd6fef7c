"""Form fields of the admin that read what people in Sweden write."""
