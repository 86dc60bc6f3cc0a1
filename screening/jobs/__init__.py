"""Work on one clip: measured, judged again, or run in a child process."""
