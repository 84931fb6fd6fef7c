"""Open data: publications and their changes for programs, and the permanent address of each publication."""
