"""What things are: no reading, no judging, no files."""
