"""Bounds of numbers, told in a schema just as they are checked, and refused in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from decimal import Decimal

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


@dataclass(frozen=True)
class Within:
    """From where to where a `Number` lies: `Annotated[Number, Within(0, 1_000)]`.

    Attributes:
        least: Zero, or as far below as *most* is above.
        most: A power of ten: so the pattern of a number that is sent as text tells it too.
        decimals: As many as it may have, not counting zeros at their end; None is any. JSON Schema
            can't say that of a number: of 0.07 a client's `multipleOf` makes 7.000000000000001.
    """

    least: int
    most: int
    decimals: int | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check the number once it is read."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Tell of what may be sent; an answer may hold what an older contract took."""
        told = handler(schema)
        if handler.mode == "serialization":
            return told
        bounds = {"minimum": self.least, "maximum": self.most}
        pattern = {"pattern": self._pattern()}
        more = {"number": bounds, "string": pattern}
        return told | {"anyOf": [face | more[face["type"]] for face in told["anyOf"]]}

    def _pattern(self) -> str:
        sign = "-?" if self.least < 0 else ""
        whole = f"[0-9]{{1,{len(str(self.most)) - 1}}}"
        part = r"\.[0-9]+" if self.decimals is None else rf"\.[0-9]{{1,{self.decimals}}}0*"
        return rf"^{sign}0*({whole}({part})?|{self.most}(\.0+)?)$"

    def _checked(self, number: Decimal) -> Decimal:
        if number < self.least:
            least = {"least": f"{self.least:,}"}
            raise PydanticCustomError("greater_than_equal", "must be at least {least}", least)
        if number > self.most:
            most = {"most": f"{self.most:,}"}
            raise PydanticCustomError("less_than_equal", "must be at most {most}", most)
        if self.decimals is not None and round(number, self.decimals) != number:
            places = {"decimals": self.decimals}
            raise PydanticCustomError(
                "decimal_max_places", "must have at most {decimals} decimals", places
            )
        return number
