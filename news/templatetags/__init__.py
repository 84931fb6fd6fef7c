"""Tags for templates of all apps that tell of feeds."""
