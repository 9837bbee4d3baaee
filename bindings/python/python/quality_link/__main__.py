"""`python -m quality_link` says which version is installed."""

from . import __version__

print(f"quality-link {__version__}")
