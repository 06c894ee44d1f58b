from tests.integration.web_queue.conftest import on_tuesday, tenant

__all__ = ["on_tuesday", "tenant"]
