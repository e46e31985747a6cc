"""What the optimiser works out is proposed; a person looks, changes, confirms; only then does it become rows."""
