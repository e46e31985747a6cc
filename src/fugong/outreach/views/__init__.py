"""Pages of groups and notices, for officers and for enterprises."""
