"""The financial calendar: years from 1 April to 31 March, their quarters and their months."""
