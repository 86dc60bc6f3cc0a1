"""Saved results, many at a time: found, judged anew, put into tables."""
