"""What many routes are asked with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar.params import QueryParameter

from heard.conversations.schemas.languages import LANGUAGE

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str | None, QueryParameter(max_length=500)]
IdFilter = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]
LanguageFilter = Annotated[str | None, QueryParameter(pattern=LANGUAGE)]
MomentFilter = Annotated[datetime | None, QueryParameter(description="A moment without a zone is taken as UTC.")]
