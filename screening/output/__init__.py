"""What is shown and kept: annotated clip, tables, figures."""
