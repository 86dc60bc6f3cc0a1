"""The web app: pages, the parts they are put together from, and the work behind."""
