"""Addresses of the room, and its way in."""

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.laboratory.acting import act, report
from xuanhu.web.workbench.laboratory.bench import bench, sample_page, scan
from xuanhu.web.workbench.laboratory.ordering import order, people

ENTRIES = [Entry("检测样本", "/laboratory", "test-tube", Permission.READ_PAPERS, ("care-manager", "laboratory"))]
urlpatterns = [
    path("laboratory", bench),
    path("laboratory/scan", scan),
    path("laboratory/people", people),
    path("laboratory/cases/<uuid:case>", order),
    path("laboratory/samples/<int:sample>", sample_page),
    path("laboratory/samples/<int:sample>/report", report),
    path("laboratory/samples/<int:sample>/<slug:name>", act),
]
