from pathlib import Path

import pytest

from tests.integration.api.tenants import Door, Tenant, key_for, new_tenant
from tests.integration.platform import Platform


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def stranger(platform: Platform) -> Tenant:
    """Another insurer, whose key sees none of the first one's."""
    return new_tenant()


@pytest.fixture
def escort(tenant: Tenant) -> Door:
    return Door(key_for([tenant.id], role="escort"))


@pytest.fixture
def insured(tenant: Tenant) -> Door:
    return Door(key_for([tenant.id], role="insured"))


class Disk:
    """The files of the store, as they lie there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_file()}

    def of(self, document: str) -> Path:
        """The file of a document."""
        from xuanhu.apps.papers.models import Document
        from xuanhu.apps.tenancy import every_insurer, seeing

        with seeing(every_insurer()):
            key = Document.objects.get(public_id=document).store_key
        return self.folder / key[:2] / key[2:4] / key


@pytest.fixture
def disk(platform: Platform) -> Disk:
    return Disk(platform.documents)
