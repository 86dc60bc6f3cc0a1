"""From landmarks to measures: pure functions of arrays."""
