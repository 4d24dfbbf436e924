"""The copies of a return that go back: with the findings written into it, or with what was proposed for certain."""
