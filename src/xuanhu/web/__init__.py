"""Pages for people: login, start, booklets, password. They work without scripts, on a phone and at a desk."""
