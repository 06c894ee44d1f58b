"""A peer for checks: a policy and its person looked up by django-ninja and the ORM, and nothing decided."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import transaction  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402

from xuanhu.apps.parties.models import Policy  # noqa: E402
from xuanhu.apps.tenancy import every_insurer, set_visible  # noqa: E402

api = NinjaAPI(docs_url=None, openapi_url=None, urls_namespace="peer")


class Answer(Schema):
    number: str
    handbook: str
    person: str


@api.get("/policies", response=Answer)
@transaction.atomic
def get_policy(request, number: str, code: str):
    set_visible(every_insurer())
    row = Policy.objects.select_related("insured").get(insurer__code=code, number=number)
    return {"number": row.number, "handbook": row.handbook, "person": row.insured.name}


urlpatterns = [path("", api.urls)]
settings.ROOT_URLCONF = __name__
