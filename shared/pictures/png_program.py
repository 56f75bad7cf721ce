"""The program that draws: SVG comes in, PNG goes out. Its arguments: the font, and the width."""

from __future__ import annotations

import sys


def main() -> None:
    """Draw one picture. A fault ends the process with another status than 0."""
    import resvg_py

    font, width = sys.argv[1:]
    drawn = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        width=int(width),
        font_files=[font],
        skip_system_fonts=True,
    )
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
