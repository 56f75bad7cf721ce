"""Workbooks in and out (XLSX, ECMA-376).

They are written by a library, and read here, part by part as they stream: the libraries that were
weighed hold a sheet whole, as wide and long as it says it is, and take a cell in error for an empty
one. Whatever a workbook says of itself, reading it takes a few megabytes: its parts are weighed
before one is unpacked, and its XML goes through expat in pieces, whose longest is bounded.
"""
