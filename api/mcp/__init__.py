"""The door for assistants: the Model Context Protocol, over the same answers as the API."""
