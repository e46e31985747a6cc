"""Pages of the return to work: they translate and call actions."""
