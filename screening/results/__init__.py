"""A saved result: its classes, its files, and how they reach the disk."""
