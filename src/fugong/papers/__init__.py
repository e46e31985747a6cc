"""What a case asks for on paper: lacking, promised by a day, handed in, accepted, returned."""
