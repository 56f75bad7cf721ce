"""How things are kept: engine, columns, versions, readers and transactions, tenancy, migrations."""
