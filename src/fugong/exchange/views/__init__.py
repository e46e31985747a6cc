"""The administrator's pages, and the door for other installations."""
