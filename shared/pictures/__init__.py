"""Pictures: one palette, one pen, one typeface; SVG, and PNG made of it."""
