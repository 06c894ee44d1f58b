"""The platform's rooms, a noun each: models, actions (what is done), queries (what is read)."""
