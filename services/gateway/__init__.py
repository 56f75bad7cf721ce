"""The gateway: the one door of the suite, who may come in, and what there is to be found."""
