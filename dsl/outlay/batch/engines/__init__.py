"""Who computes the chunks: this process, a pool of processes, or a Dask cluster. Each gives records as chunks end."""
