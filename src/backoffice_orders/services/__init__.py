"""Use cases: load, decide with the model, save. One module per section of the page."""
