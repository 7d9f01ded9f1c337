"""What the checks need to know about the world: named tables, each with its source and date."""
