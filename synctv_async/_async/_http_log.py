"""What the HTTP library says in its own log, and must not say."""

import logging
import re

__all__ = ["hide_signatures"]

_SIGNATURE = re.compile(r"(signature(?:=|%3D))[0-9a-fA-F]{32}")


def hide_signatures() -> None:
    """Strike signatures out of the HTTP library's log.

    It says the headers of answers at DEBUG, and a server may send the signed URL back in one of them.
    """
    for name in ("connection", "http11", "proxy", "socks"):
        logging.getLogger(f"httpcore.{name}").addFilter(_strike)


def _strike(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    if "signature" in text:
        record.msg, record.args = _SIGNATURE.sub(r"\1***", text), ()
    return True
