"""Gates: whether a fact may be recorded now, and every reason why not."""
