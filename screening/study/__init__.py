"""Many results: clips, their manifest, their tables; nothing here knows Dask."""
