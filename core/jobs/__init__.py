"""Work that is done later: the dispatch table, the relay that hands it to the queue, and the worker."""
