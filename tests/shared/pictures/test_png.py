"""PNG of a picture: its size, its colours, and that drawing it disturbs nobody."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from shared.pictures import png
from shared.pictures.pen import Hand, Room, Sheet
from shared.pictures.png import NotDrawn, png_of


def picture(width: float = 400, height: float = 300, *, text: str = "R1") -> str:
    sheet = Sheet(width, height, title="A picture", description="")
    sheet.box(Room(100, 100, 200, 100), fill="#ae5a47")
    sheet.text(10, 40, text, Hand(20))
    return sheet.svg()


def opened(drawn: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn)).convert("RGB")


class Programs(list[asyncio.subprocess.Process]):
    """The programs that were started, each a script in the renderer's place."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Programs:
    """A renderer that does not end, and what was started of it."""
    program = tmp_path / "hangs.py"
    program.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(png, "_PROGRAM", program)
    started, start = Programs(), asyncio.create_subprocess_exec

    async def remembered(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*arguments, **options))
        started.begun.set()
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    return started


@pytest.mark.parametrize(("width", "height"), [(300, 225), (400, 300), (1200, 900)])
async def test_a_picture_is_as_wide_as_it_is_asked_for(width: int, height: int) -> None:
    drawn = opened(await png_of(picture(), width=width))

    assert drawn.size == (width, height)
    assert drawn.getpixel((width // 2, height // 2)) == (0xAE, 0x5A, 0x47)
    assert drawn.getpixel((width - 1, height - 1)) == (255, 255, 255)


async def test_the_same_picture_has_the_same_bytes_again() -> None:
    assert await png_of(picture()) == await png_of(picture())


async def test_letters_are_drawn_in_the_typeface() -> None:
    """Without a font there would be none, and with another they would end elsewhere."""
    drawn = opened(await png_of(picture(text="HHHHH"), width=400))
    letters = drawn.crop((0, 15, 400, 60))
    dark = letters.point(lambda light: 255 if light < 128 else 0).convert("L").getbbox()

    assert dark is not None
    # The font's tables: an H is 707 wide, of which 93 on each side are white, and 698 tall.
    assert dark[0] == pytest.approx(10 + 93 / 50, abs=1)
    assert dark[2] == pytest.approx(10 + (5 * 707 - 93) / 50, abs=1)
    assert dark[3] - dark[1] == pytest.approx(698 / 50, abs=1)


@pytest.mark.parametrize("width", [0, 299, 2401])
async def test_the_width_is_bounded(width: int) -> None:
    with pytest.raises(ValueError, match="300 to 2400 pixels"):
        await png_of(picture(), width=width)


@pytest.mark.parametrize(
    ("svg", "match"),
    [
        (picture(10, 1000), "pixels"),  # 1200 x 120,000
        ("<svg onload='x'></svg>", "no picture"),
        ("/etc/passwd", "no picture"),
        ("", "no picture"),
        (picture(text="x" * 2_000_001), "too long"),
    ],
    ids=["tall", "foreign", "path", "empty", "long"],
)
async def test_what_is_no_picture_or_too_large_a_one_is_not_begun(svg: str, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        await png_of(svg)


async def test_others_are_served_while_a_picture_is_drawn() -> None:
    """In a thread the renderer would keep Python's lock: then hardly a turn were to be had."""
    turns = 0
    drawing = asyncio.create_task(png_of(picture(), width=2400))
    while not drawing.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert (await drawing).startswith(b"\x89PNG")
    assert turns > 10


async def test_a_broken_picture_is_told_and_the_next_is_drawn() -> None:
    with pytest.raises(NotDrawn, match="failed"):
        await png_of(picture().replace("</svg>", "<"))

    assert (await png_of(picture())).startswith(b"\x89PNG")


async def test_a_renderer_that_dies_takes_nobody_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(png, "_PROGRAM", program)

    with pytest.raises(NotDrawn, match="failed"):
        await png_of(picture())


async def test_the_renderer_sees_no_setting_of_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tells.py"
    program.write_text("import os\nprint(sorted(os.environ))")
    monkeypatch.setattr(png, "_PROGRAM", program)
    monkeypatch.setenv("QD_RISK_DATABASE_URL", "postgresql://risk:secret@somewhere/risk")

    told = (await png_of(picture())).decode()
    assert told.startswith("[")
    assert "QD_" not in told


async def test_a_renderer_that_does_not_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, hanging: Programs
) -> None:
    monkeypatch.setattr(png, "_SECONDS", 1.0)

    with pytest.raises(NotDrawn, match="seconds"):
        await png_of(picture())
    assert [program.returncode for program in hanging] == [-signal.SIGKILL]


async def test_a_caller_who_leaves_leaves_no_process(hanging: Programs) -> None:
    waiting = asyncio.create_task(png_of(picture()))
    await hanging.begun.wait()

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert [program.returncode for program in hanging] == [-signal.SIGKILL]


async def test_as_many_are_drawn_at_once_as_there_are_cores_and_no_queue_grows(
    monkeypatch: pytest.MonkeyPatch, hanging: Programs
) -> None:
    """One more than that waits for its turn, and is told when none comes."""
    monkeypatch.setattr(png, "_PATIENCE", 0.5)
    cores = os.cpu_count() or 1
    drawing = [asyncio.create_task(png_of(picture())) for _ in range(cores)]
    async with asyncio.timeout(10):
        while len(hanging) < cores:
            hanging.begun.clear()
            await hanging.begun.wait()

    with pytest.raises(NotDrawn, match="others were drawn"):
        await png_of(picture())
    assert len(hanging) == cores
    for each in drawing:
        each.cancel()
    await asyncio.wait(drawing)
    monkeypatch.setattr(png, "_SECONDS", 0.2)
    with pytest.raises(NotDrawn, match="it was not drawn"):  # its turn has come at once
        await png_of(picture())
