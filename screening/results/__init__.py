"""A result on disk: its files, how they are written, read and brought up to date."""
