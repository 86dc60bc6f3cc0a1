"""Video files: opened, turned upright, read frame by frame with true times."""
