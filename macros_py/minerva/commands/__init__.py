"""The commands that need a module of their own: what each is given at the terminal, and what it says."""
