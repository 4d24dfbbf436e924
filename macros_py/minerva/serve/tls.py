"""The certificate of this computer for itself: Office loads a pane over https only.

It can vouch for 127.0.0.1 and localhost and for nothing else: it is no authority, whoever gets hold of its key.
"""

from __future__ import annotations

import os
import secrets
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from minerva.problems import Problem, system_reason
from minerva.serve.settings import HOST

VALID = timedelta(days=397)
"""As long as browsers accept."""
RENEWED_BEFORE = timedelta(days=30)


class Pair(NamedTuple):
    """A certificate and its key, two files in PEM."""

    certificate: Path
    key: Path


def own_pair(folder: Path) -> Pair:
    """The certificate kept in a folder, made again where it is missing, unusable or soon too old. Raises Problem."""
    pair = Pair(folder / "localhost.crt", folder / "localhost.key")
    try:
        if not _is_good(pair):
            _make(pair)
    except OSError as error:
        raise Problem("problem.cannot_write", path=pair.certificate, reason=system_reason(error)) from error
    return pair


def check_pair(pair: Pair) -> None:
    """Raise Problem where a given certificate and key cannot be used."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(pair.certificate, pair.key, password="")
    except OSError as error:
        missing = next((path for path in pair if not path.is_file()), None)
        if missing is not None:
            raise Problem("problem.no_file", path=missing) from error
        reason = getattr(error, "reason", None) or error.strerror
        raise Problem("serve.certificate", path=pair.certificate, secret=pair.key, reason=reason) from error


def _is_good(pair: Pair) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        check_pair(pair)
    except (OSError, ValueError, Problem):
        return False
    return certificate.not_valid_after_utc - datetime.now(UTC) > RENEWED_BEFORE


def _make(pair: Pair) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Minerva (localhost)")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _put(pair.key, secret, 0o600)
    _put(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _put(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is never there half, nor for a moment readable by more people than it should be."""
    prepared = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(prepared, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
            target.write(content)
        prepared.replace(path)
    finally:
        prepared.unlink(missing_ok=True)
