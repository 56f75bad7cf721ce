"""Exchange: a register's risks out as a sheet, and in again with what was changed."""
