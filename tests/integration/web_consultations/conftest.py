from tests.integration.web_escorts.on_tuesday import clock, stranger, ward

__all__ = ["clock", "stranger", "ward"]
