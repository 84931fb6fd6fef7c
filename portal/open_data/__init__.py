"""Open data: publications, their changes and days for programs, and the permanent address of each publication."""
