"""The network: hospitals, partner lists, experts, escorts, laboratories, check-up institutions, areas of services."""
