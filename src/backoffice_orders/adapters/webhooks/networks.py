"""Which addresses on the internet are nobody's in particular: what may be connected to.

The special-purpose registries of IANA (RFC 6890 and its successors) name what is not.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_REFUSED = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # this network, and no address at all
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a provider's address translation
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # Azure's metadata: a public address that only a machine there has
        "169.254.0.0/16",  # link-local, and with it the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/96",  # no address, this machine, and IPv4 written as IPv6
        "::ffff:0:0/96",  # IPv4 as IPv6
        "::ffff:0:0:0/96",  # IPv4 translated
        "64:ff9b::/96",  # IPv4 behind NAT64
        "64:ff9b:1::/48",  # the same, within one network
        "100::/64",  # discarded
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # private
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own."""
    found = _read(address)
    return found is not None and any(found in each for each in _LOOPBACK)


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody can reach."""
    found = _read(address)
    if found is None or not found.is_global or found.is_multicast:
        return False
    return not any(found in each for each in _REFUSED)


def _read(address: str) -> Address | None:
    """The address; None for what is none."""
    try:
        return ip_address(address)
    except ValueError:
        return None
