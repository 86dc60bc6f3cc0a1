"""Clients and their screenings over time."""
