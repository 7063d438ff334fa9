"""What ``manage.py migrate`` does for the shop's own tables."""
