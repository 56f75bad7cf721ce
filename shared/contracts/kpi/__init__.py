"""What the KPI service is told and tells."""
