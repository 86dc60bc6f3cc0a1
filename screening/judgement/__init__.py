"""From measures to findings, and the words for them."""
