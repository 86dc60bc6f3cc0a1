"""A take in progress: frame in, preview and guidance out, a Screening at the end."""
