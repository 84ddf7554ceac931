"""The public catalogue: a read model of what organisations offer, with its facets, its search and its pages."""
