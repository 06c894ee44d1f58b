from tests.integration.web_queue.conftest import on_tuesday, stranger, tenant

__all__ = ["on_tuesday", "stranger", "tenant"]
