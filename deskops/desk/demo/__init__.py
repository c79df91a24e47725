"""The demo: a chain of five malls with its people and some weeks of work, all made by the services."""
