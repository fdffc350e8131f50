"""Features as bytes and typed columns: filtered, ordered, paged."""
