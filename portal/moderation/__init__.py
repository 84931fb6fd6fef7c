"""The way from a draft to its readers: four eyes, the gate before publishing, the workflow, the editors' first page."""
