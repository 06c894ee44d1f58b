"""The platform as it runs on a machine: its state folder, its keys, its processes, its self-check, its doctor."""
