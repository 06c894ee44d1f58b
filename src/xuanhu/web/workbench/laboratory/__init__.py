"""The room of laboratories: samples to be sent, on the way, received; reports to be made, and to be handed over."""
