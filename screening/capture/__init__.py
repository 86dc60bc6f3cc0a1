"""From pixels to landmarks: the only part that sees pictures and pose models."""
