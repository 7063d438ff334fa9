"""What the recipes of docs/extending.md have done: run in a copy of the package."""
