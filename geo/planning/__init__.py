"""Who can reach a place, what changes that, and where the next one helps most."""
