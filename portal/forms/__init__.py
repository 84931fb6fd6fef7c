"""Form fields of the admin that understand what people in Sweden write, and refusals in words."""
