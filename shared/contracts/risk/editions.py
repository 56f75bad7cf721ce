"""Editions of registers: a register of a quarter, as it is published."""

from pydantic import Field

from shared.contracts import editions, publications
from shared.contracts.models import Answer
from shared.contracts.publications import PublishedPart
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.values import Line


class _OfRegister(Answer):
    """Of which register it speaks."""

    subject: RegisterCode = Field(alias="register_code")


class EditionSent(editions.EditionSent):
    """A proposal to publish a register, as it was known at an instant."""

    subject: RegisterCode = Field(alias="register_code")
    title: Line = Field(examples=["Operational risks, October to December 2019"])


class EditionSummary(_OfRegister, editions.EditionSummary):
    """An edition of a register, in short."""


class Edition(_OfRegister, editions.Edition):
    """An edition, what was done to it, and what may be done with it."""


class EditionText(_OfRegister, editions.EditionText):
    """What an edition says of itself, as it is published."""


class RegisterPublication(_OfRegister, publications.Publication):
    """An edition that is public, or was before it was withdrawn."""


class RegisterPublicationContents(_OfRegister, editions.PublishedEdition):
    """A public edition and what it holds: nothing, once it is withdrawn."""

    documents: list[PublishedPart] = Field(
        description="Of the kinds `register`, `heatmap`, `heatmap-svg`, `heatmap-png` and `text`."
    )


class RegisterVerification(editions.EditionVerification):
    """Whether an edition still holds the bytes that it was published with."""
