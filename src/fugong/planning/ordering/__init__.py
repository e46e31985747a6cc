"""The order of resuming: whose approval releases the most blocked output, soonest."""
