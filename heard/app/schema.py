"""Every table of Heard in one place, for migrations and for tests that walk the schema."""

from __future__ import annotations

from heard.accounts import models as accounts
from heard.channels import models as channels
from heard.contacts import models as contacts
from heard.conversations import models as conversations
from heard.intake import models as intake
from heard.kit import failures, log
from heard.kit.db import Base
from heard.knowledge import models as knowledge
from heard.media import models as media
from heard.notifications import models as notifications
from heard.practice import models as practice
from heard.sla import models as sla

# Importing a room's models is what declares its tables.
ROOMS = (
    log,
    failures,
    accounts,
    practice,
    media,
    channels,
    knowledge,
    contacts,
    conversations,
    notifications,
    sla,
    intake,
)

metadata = Base.metadata
