"""One row entered or corrected on a page, held to the very checks of a file, shown before it is done (IM-13)."""
