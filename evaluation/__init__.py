"""How well the model understands: predictions, scores, pictures and the page of `make report`."""
