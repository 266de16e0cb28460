"""The certificate with which the coach speaks to phones on the same network.

A certificate authority of this installation signs it. A phone that trusts the authority trusts it for addresses of
private networks and names under ``.local`` only (RFC 5280, 4.2.1.10): whoever stole its key could not pretend to be a
bank.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from soleus.store.folder import DataFolder
from soleus.store.trouble import told

if TYPE_CHECKING:
    import trustme
    from cryptography import x509

PRIVATE_NETWORKS = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8",  # RFC 1918
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",  # link-local, RFC 3927
        "100.64.0.0/10",  # behind a carrier or in an overlay, RFC 6598
        "127.0.0.0/8",
        "fc00::/7",  # unique local, RFC 4193
        "fe80::/10",
    )
)
LOCAL_DOMAIN = "local"  # RFC 6762
AUTHORITY_LIFE = timedelta(days=3650)
LIFE = timedelta(days=180)  # Apple refuses more than 825 days (support.apple.com/103769)
RENEWED_BEFORE = timedelta(days=60)
BACKDATED = timedelta(days=1)  # a phone's clock may be behind
ORGANISATION = "soleus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Files for the server, and what a person compares when a phone is told to trust the authority."""

    server: Path
    authority: Path
    ends: datetime
    authority_sha256: str

    @property
    def authority_der(self) -> bytes:
        """The authority's certificate as phones take it."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return _load(self.authority).public_bytes(Encoding.DER)


def is_private(address: str) -> bool:
    """Whether an address belongs to a network that the authority may speak for."""
    found = ip_address(address)
    return any(found in network for network in PRIVATE_NETWORKS if network.version == found.version)


def certificate_for(folder: DataFolder, names: Iterable[str], *, now: datetime) -> Certificate:
    """The certificate for these addresses and names: the one that is there, or a new one before it ends.

    Raises
    ------
    StoreError  if the folder cannot be written
    """
    from cryptography.hazmat.primitives.hashes import SHA256

    wanted = sorted(set(names))
    with told(folder.tls):
        folder.tls.mkdir(mode=0o700, exist_ok=True)
        authority = _authority(folder.tls, now)
        server = folder.tls / "server.pem"
        if not _serves(server, authority, wanted, now):
            leaf = authority.issue_cert(
                *wanted, organization_name=ORGANISATION, not_before=now - BACKDATED, not_after=now + LIFE
            )
            _write(server, leaf.private_key_and_cert_chain_pem.bytes())
        root = _load(folder.tls / "ca.pem")
        return Certificate(
            server=server,
            authority=folder.tls / "ca.pem",
            ends=_load(server).not_valid_after_utc,
            authority_sha256=root.fingerprint(SHA256()).hex(":").upper(),
        )


def _authority(tls: Path, now: datetime) -> "trustme.CA":
    """The authority of this installation; made anew where it is missing, damaged or about to end."""
    import trustme

    try:
        found = _load(tls / "ca.pem")
        if found.not_valid_after_utc - now > LIFE:
            return trustme.CA.from_pem((tls / "ca.pem").read_bytes(), (tls / "ca-key.pem").read_bytes())
    except (FileNotFoundError, ValueError):
        pass
    certificate, key = _new_authority(now)
    _write(tls / "ca-key.pem", key)
    _write(tls / "ca.pem", certificate)
    return trustme.CA.from_pem(certificate, key)


def _new_authority(now: datetime) -> tuple[bytes, bytes]:
    """Certificate and key in PEM; trustme makes none with name constraints, so the authority is made here."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, f"soleus on one computer, {now:%Y-%m-%d}"),
        ]
    )
    permitted = [x509.IPAddress(network) for network in PRIVATE_NETWORKS] + [x509.DNSName(LOCAL_DOMAIN)]
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False) | {
        "encipher_only": False,
        "decipher_only": False,
    }
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), secret


def _serves(server: Path, authority: "trustme.CA", wanted: list[str], now: datetime) -> bool:
    """Whether the certificate that is there names what is wanted, is signed by the authority and lasts."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        found = _load(server)
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return sorted(str(name.value) for name in named) == wanted and found.not_valid_after_utc - now > RENEWED_BEFORE


def _load(path: Path) -> "x509.Certificate":
    from cryptography import x509

    return x509.load_pem_x509_certificate(path.read_bytes())


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for the owner's eyes only."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
