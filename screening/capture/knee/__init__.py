"""The knee as the centre of the limb in the picture."""
