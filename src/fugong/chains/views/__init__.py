"""Pages of key enterprises, the supply chain, the order of resuming, premises."""
