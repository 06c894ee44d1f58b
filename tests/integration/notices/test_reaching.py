"""Messages of the demonstration never leave the machine, whoever is asked to carry them."""

from datetime import datetime
from uuid import uuid4

from tests.integration.notices.office import Office, at
from tests.integration.platform import Platform
from xuanhu.integrations.messages import Message, Sent
from xuanhu.integrations.messages.console_sender import ConsoleSender


class Carrier:
    """A sender that reaches people."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, message: Message, *, at: datetime) -> Sent:
        self.sent.append(message.to)
        return Sent("carrier", uuid4().hex, at)


def test_a_message_of_the_demonstration_is_refused_to_a_carrier_and_shown_on_the_console(platform: Platform) -> None:
    from xuanhu.apps.notices.delivering import Delivered, deliver
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import seeing

    office = Office("ins-oncology")
    with seeing([office.insurer]):
        Insurer.objects.filter(id=office.insurer).update(purpose="demo")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    carrier = Carrier()
    assert deliver(at=at(9, 22), sender=carrier, insurers=[office.insurer]) == Delivered()
    assert (carrier.sent, office.notices()[0].state) == ([], "pending")
    assert deliver(at=at(9, 22), sender=ConsoleSender(), insurers=[office.insurer]) == Delivered(sent=1)
