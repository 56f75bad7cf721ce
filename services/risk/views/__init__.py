"""What is read of registers: pictures, lists and reports."""
