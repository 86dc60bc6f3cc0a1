"""Upload clips: drop them, and watch them being measured."""
