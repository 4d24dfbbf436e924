"""What people type -> what it means."""
