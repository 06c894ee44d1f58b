"""The team: promises kept and broken, ageing, the load of the coming days, who has how much."""
