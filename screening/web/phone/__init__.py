"""A phone as the camera: one page and its upload, on the local network."""
