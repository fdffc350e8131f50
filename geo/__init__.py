"""What is known about meeting places and space. Never imports `api`."""
