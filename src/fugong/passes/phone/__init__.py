"""The gate on a phone, and the pass on a driver’s: pages that need no network once they were opened."""
