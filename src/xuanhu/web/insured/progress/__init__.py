"""A case as the insured sees it: what has happened, what comes next, by when and why."""
