"""What must hold of a handbook beyond its types, a module a subject; each yields faults with places."""
