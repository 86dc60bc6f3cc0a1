"""The commands, a file for each; :mod:`screening.cli` puts them together."""
