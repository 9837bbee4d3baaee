"""From a university's domain name to clean, linked course data.

Start with `Client().discover(Provider(schac="example.edu"))`, or with `read_catalogue(path)` for a file.
"""

import logging as _logging

from ._errors import ArgumentError as ArgumentError
from ._errors import DocumentError as DocumentError
from ._errors import IdentifierError as IdentifierError
from ._errors import ManifestError as ManifestError
from ._errors import NetworkError as NetworkError
from ._errors import QualityLinkError as QualityLinkError
from ._errors import SecretError as SecretError
from ._quality_link import *  # noqa: F403 - everything there is public
from ._quality_link import __version__ as __version__

# The crates name their loggers after themselves; people look for the name of the package.
_logging.getLogger(__name__).addHandler(_logging.NullHandler())
for _crate in ("ql_discovery", "ql_exchange"):
    _logging.getLogger(_crate).parent = _logging.getLogger(__name__)
