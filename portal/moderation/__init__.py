"""From draft to readers: four eyes, the gate that every way to publish passes, and the editors' first page."""
