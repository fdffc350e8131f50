"""Reading and writing files: tables, formats, checksums and the atomic swap."""
