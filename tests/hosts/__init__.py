"""The library in the places where shops live: their logins, databases and web frameworks."""
