"""Views: what dashboards read. Here alone the working view parts from the published one."""
