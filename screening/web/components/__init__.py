"""Parts of pages; each owns its own state."""
