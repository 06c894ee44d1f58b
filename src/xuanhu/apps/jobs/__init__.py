"""Jobs: what the worker does again and again, and what becomes of the jobs of a worker that died."""
