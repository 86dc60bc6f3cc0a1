"""The report to hand over: one content, written as a page (HTML) and as a PDF."""
