"""Reviews: who looked at a risk when and said what; when it is due again, and how it stands."""
