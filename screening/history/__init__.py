"""Clients and their screenings, kept on this computer when the user wants it."""
