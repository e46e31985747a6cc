"""What can be done in groups and with notices."""
