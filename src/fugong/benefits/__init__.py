"""Benefits: what a place gives, who gets how much by which clause without asking, claims, and money left."""
