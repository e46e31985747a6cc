"""What can be done with arrivals: announced, received along the chain, handed over."""
