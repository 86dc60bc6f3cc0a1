"""Every sentence that people read, by language, and the code that fills it in."""
