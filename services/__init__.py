"""The four deployable services. None knows another; they meet in `shared.contracts`."""
