"""Settings of a server: address, tokens and limits."""

from __future__ import annotations

import ipaddress
import secrets
from urllib.parse import urlsplit

from attrs import evolve, frozen

from consensus.errors import Rejected

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8765
DEFAULT_SESSION_HOURS = 12
_LEAST_TOKEN = 16
_SECONDS_IN_HOUR = 3600
# Of the addresses of IPv6 that stand for those of IPv4, as `::ffff:192.0.2.1`.
_MAPPED_PREFIX = 96

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@frozen
class Settings:
    """How a record is served."""

    place: str  # the file or URL of the record
    by: str = ""  # who records at the facilitators' screens, where the person gives no name
    host: str = LOOPBACK  # the address to listen on
    port: int = DEFAULT_PORT  # the port to listen on; 0 for any that is free
    # the URL behind a reverse proxy, such as `https://wg.example.org`; empty without a proxy
    public_url: str = ""
    terminal: bool = False  # whether facilitators may work in a browser
    # the access token of readers; empty if only this machine is served, without one
    token: str = ""
    facilitator_token: str = ""  # the access token of facilitators; empty without `terminal`
    readers: int = 1000  # how many may follow the page at a time
    terminals: int = 10  # how many may have the facilitators' screens open at a time
    # the addresses or networks of proxies whose `X-Forwarded-For` is believed
    trusted_proxies: tuple[str, ...] = ()
    session_hours: int = DEFAULT_SESSION_HOURS  # how long a login of a browser lasts

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
            raise Rejected(f"a token of fewer than {_LEAST_TOKEN} signs could be guessed")
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
