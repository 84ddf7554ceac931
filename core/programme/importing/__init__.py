"""Files into an edition: what a module declares with `Module.imports` is checked, shown and imported here."""
