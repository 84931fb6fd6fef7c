"""What comes back of mail: bounces and complaints, read from a mailbox, and the addresses that get no more."""
