"""The pelvic drop of the camera against a phone strapped to the sacrum."""
