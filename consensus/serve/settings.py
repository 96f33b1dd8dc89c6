"""Settings of a server: address, tokens and limits."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TypeVar
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from consensus.errors import Rejected

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8765
DEFAULT_SESSION_HOURS = 12
_LEAST_TOKEN = 16
_SECONDS_IN_HOUR = 3600
# Of the addresses of IPv6 that stand for those of IPv4, as `::ffff:192.0.2.1`.
_MAPPED_PREFIX = 96

Value = TypeVar("Value")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _option(default: Value, meaning: str, **more: object) -> Value:
    """Returns a field with what the option of `consensus serve` needs to say of it."""
    found: Value = field(default=default, metadata={"help": meaning, **more})
    return found


@frozen
class Settings:
    """How a record is served."""

    place: str  # the file or URL of the record
    by: str = ""  # who records at the facilitators' screens, where the person gives no name
    host: str = _option(LOOPBACK, "The address to listen on.")
    port: int = _option(
        DEFAULT_PORT, "The port to listen on; 0 takes one that is free.", within=(0, 65535)
    )
    terminal: bool = _option(False, "Let facilitators work in a browser as well.")
    # Empty if only this machine is served, without one.
    token: str = _option(
        "", "The token for readers; by default a new one.", variable="CONSENSUS_TOKEN"
    )
    # Empty without `terminal`.
    facilitator_token: str = _option(
        "",
        "The token for facilitators; by default a new one.",
        variable="CONSENSUS_FACILITATOR_TOKEN",
    )
    public_url: str = _option("", "The public address, if it is behind a proxy.", metavar="URL")
    trusted_proxies: tuple[str, ...] = _option(
        (),
        "The address or network of a proxy whose X-Forwarded-For is trusted; may be repeated.",
        metavar="ADDRESS",
    )
    session_hours: int = _option(
        DEFAULT_SESSION_HOURS, "How many hours a browser stays logged in.", within=(1, 8760)
    )
    readers: int = _option(1000, "How many readers at most.", within=(1, None))
    terminals: int = _option(10, "How many facilitators at most.", within=(1, None))

    def links(self, address: str) -> dict[str, str]:
        """Returns the URLs of what is served at an address, by name, each with its token."""
        found = {
            "page": (f"{address}/", self.token),
            "projector": (f"{address}/projector", self.token),
        }
        if self.terminal:
            found["terminal"] = (f"{address}/terminal", self.facilitator_token)
        return {
            name: f"{url}?token={token}" if token else url for name, (url, token) in found.items()
        }

    @property
    def session_seconds(self) -> int:
        """The length of a session in seconds."""
        return self.session_hours * _SECONDS_IN_HOUR

    @property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The trusted proxies as networks.

        Raises Rejected if one is no address or network, or includes every address.
        """
        return tuple(map(_network, self.trusted_proxies))

    @property
    def is_local(self) -> bool:
        """Whether it is reachable from this machine only: no public URL, no proxy."""
        if self.public_url or self.trusted_proxies:
            return False
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def validate_settings(settings: Settings) -> Settings:
    """Validates settings, and returns them with the required tokens generated.

    A reader token is required unless the server is local, a facilitator token with `terminal`.
    Raises Rejected if a token is too short, both are equal, the public URL is invalid, or a trusted
    proxy is not an address.
    """
    _ = settings.proxy_networks
    if not settings.is_local and not settings.token:
        settings = evolve(settings, token=secrets.token_urlsafe())
    if settings.terminal and not settings.facilitator_token:
        settings = evolve(settings, facilitator_token=secrets.token_urlsafe())
    for token in filter(None, (settings.token, settings.facilitator_token)):
        if len(token) < _LEAST_TOKEN:
            raise Rejected(f"a token of fewer than {_LEAST_TOKEN} characters could be guessed")
    if settings.token and settings.token == settings.facilitator_token:
        raise Rejected("readers and facilitators need tokens of their own")
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise Rejected(
                f"{settings.public_url} is no address of a site; write https://wg.example.org"
            )
    return settings


def _network(text: str) -> Network:
    network: Network
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Rejected(
            f"--trusted-proxy {text}: no address or network; write 192.0.2.1 or 192.0.2.0/24"
        ) from None
    first = network.network_address
    if isinstance(first, ipaddress.IPv6Address) and first.ipv4_mapped is not None:
        # Peers are compared so too.
        network = ipaddress.IPv4Network((first.ipv4_mapped, network.prefixlen - _MAPPED_PREFIX))
    if not network.prefixlen:
        raise Rejected(
            f"--trusted-proxy {text}: with every address trusted, a client could claim any;"
            " give the address of the proxy"
        )
    return network
