"""Pure arithmetic of indicators: what a council officer could check with a calculator.

Nothing here reads a clock, a file or a database. All numbers are `Decimal`.
"""
