"""Saved results in the formats of the field's tools."""
