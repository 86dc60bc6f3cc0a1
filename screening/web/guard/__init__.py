"""What watches over a page in the browser."""
