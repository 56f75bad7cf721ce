"""The timeline as a picture: where everything lies, and how it is drawn. It reads no clock."""
