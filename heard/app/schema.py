"""Every table of Heard in one place, for migrations and for tests that walk the schema."""

from __future__ import annotations

import heard.accounts.models
import heard.channels.models
import heard.contacts.models
import heard.conversations.models
import heard.intake.models
import heard.kit.log
import heard.practice.models  # noqa: F401 — importing a room's models is what declares its tables
from heard.kit.db import Base

metadata = Base.metadata
