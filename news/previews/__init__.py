"""What the preview beside the editor shows of feeds and mails."""
