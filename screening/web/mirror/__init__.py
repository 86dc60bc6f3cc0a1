"""The live mirror's page."""
