"""The heat map: who stands where on a matrix, laid out and drawn. It knows of no database."""
