"""Each kind of plan, checked against its input by rules written a second time: nothing here is shared with what made it."""
