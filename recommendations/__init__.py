"""What the collaboration decides: recommendations, assessment summaries, procurement notices and cases."""
