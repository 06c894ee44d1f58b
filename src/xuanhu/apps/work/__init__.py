"""Who works on what: cases held by people, their saved views, promises kept and broken."""
