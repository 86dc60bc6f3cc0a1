"""What every column and setting means; pages in ``docs`` are made from it."""
