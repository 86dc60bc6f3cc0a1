"""What every column of every table means; ``docs/codebook.md`` is made from it."""
