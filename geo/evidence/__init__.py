"""What sources say, and what follows from it by a written rule."""
