"""Handbooks as files: YAML into the core's frozen terms, with a place, a reason and a remedy for every fault."""
