"""One file from an address that somebody typed: with limits, and never from inside the network of this server."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from practice.calendar import busy_fetching
from practice.calendar.busy_fetching import CannotFetch, checked_address, fetch
from tests.practice.busy.conftest import ONE_EVENT, calendar, says


def problem_with(address, **more):
    with pytest.raises(CannotFetch) as found:
        fetch(address, **more)
    assert "127.0.0.1" not in str(found.value)
    return found.value.code


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(busy_fetching, "MOST_SECONDS", 0.6)


def test_a_file_is_fetched_with_its_tag_and_asked_for_by_it(elsewhere, from_here):
    body = calendar(ONE_EVENT)
    address = elsewhere.at("/a.ics?key=secret", says(200, body, ETag='"v1"'))
    first = fetch(address)
    assert (first.body, first.tag) == (body, '"v1"')
    elsewhere.at("/a.ics?key=secret", says(304))
    again = fetch(address, tag='"v1"')
    assert (again.body, again.tag) == (None, '"v1"')
    assert [asked.get("If-None-Match") for _path, asked in elsewhere.asked] == [None, '"v1"']
    assert not {"Cookie", "Authorization", "Referer"} & elsewhere.asked[0][1].keys()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "not_found"),
        (410, "not_found"),
        (401, "locked"),
        (403, "locked"),
        (500, "server"),
        (304, "server"),
    ],
)
def test_each_answer_that_is_no_file_has_a_name(elsewhere, from_here, status, code):
    assert problem_with(elsewhere.at("/a", says(status))) == code


def test_three_turns_are_followed_and_a_fourth_is_not(elsewhere, from_here):
    for number in range(5):
        elsewhere.at(f"/{number}", says(302, Location=f"/{number + 1}"))
    elsewhere.at("/5", says(200, b"found"))
    assert fetch(f"http://127.0.0.1:{elsewhere.port}/2").body == b"found"
    assert problem_with(f"http://127.0.0.1:{elsewhere.port}/1") == "too_many_turns"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://10.0.0.7/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[::ffff:192.168.1.1]/", "private_address"),
        ("file:///etc/passwd", "address"),
        ("ftp://example.org/", "address"),
        ("http://user:word@127.0.0.1/", "address"),
        ("https://", "address"),
    ],
)
def test_each_turn_is_checked_like_a_first_address(elsewhere, from_here, to, code):
    assert problem_with(elsewhere.at("/a", says(302, Location=to))) == code


INSIDE = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::]",
    "[2001:0:a00:1::]",
]


@pytest.mark.parametrize("host", INSIDE)
def test_what_leads_inside_is_refused_before_anything_is_asked(elsewhere, settings, monkeypatch, host):
    def never(*_, **__):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "create_connection", never)
    settings.DEMO = True
    for scheme in ("http", "https", "webcal"):
        assert problem_with(f"{scheme}://{host}:{elsewhere.port}/a.ics") in {"private_address", "unreachable"}
    assert elsewhere.asked == []


@pytest.mark.parametrize("host", INSIDE[:1] + INSIDE[3:])
def test_those_are_refused_for_what_they_are(settings, host):
    plain = host.strip("[]")
    if plain == "0x7f.1":
        plain = "127.0.0.1"
    assert not busy_fetching._is_open(plain)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_the_open_internet_is_open(address):
    assert busy_fetching._is_open(address)
    assert ip_address(address)


def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_asked(elsewhere, settings, monkeypatch):
    """A name that leads elsewhere a moment later gains nothing."""
    looked_up = []

    def look(host, port, **_):
        looked_up.append(host)
        address = "8.8.8.8" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    asked = []

    def connect(where, **_):
        asked.append(where)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert problem_with("https://calendar.example/a.ics") == "unreachable"
    assert looked_up == ["calendar.example"]
    assert asked == [("8.8.8.8", 443)]


def test_a_name_of_which_one_address_leads_inside_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert problem_with("https://calendar.example/a.ics") == "private_address"


def test_webcal_is_https_and_http_is_for_the_demonstration_alone(settings):
    assert checked_address("webcal://a.example/x.ics?y=1#z") == "https://a.example/x.ics?y=1"
    assert checked_address(" HTTPS://a.example ") == "https://a.example/"
    for address in ("http://a.example/", "a.example/x.ics", "", "https://", "https://a b/", "https://a:0/"):
        with pytest.raises(CannotFetch):
            checked_address(address)
    for address in (
        "https://a.example/\r\nHost: b",
        "https://a.example:99999/",
        "https://[::1/",
        "https://é.x/",
    ):
        with pytest.raises(CannotFetch):
            checked_address(address)
    settings.DEMO = True
    assert checked_address("http://a.example/") == "http://a.example/"


def test_more_than_fits_is_refused_however_it_is_sent(elsewhere, from_here, monkeypatch):
    monkeypatch.setattr(busy_fetching, "MOST_BYTES", 1_000)

    def endless(request):
        request.send_response(200)
        request.end_headers()
        for _part in range(1_000):
            request.wfile.write(b"x" * 1_000)

    assert problem_with(elsewhere.at("/a", says(200, b"x" * 1_001))) == "too_big"
    assert problem_with(elsewhere.at("/b", endless)) == "too_big"
    assert fetch(elsewhere.at("/c", says(200, b"x" * 1_000))).body == b"x" * 1_000


@pytest.mark.parametrize("where", ["head", "body", "silence"])
def test_a_slow_drip_is_cut_in_time(elsewhere, from_here, quick, where):
    def drip(request):
        if where == "body":
            request.send_response(200)
            request.end_headers()
        if where == "head":
            request.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for _part in range(50):
            request.wfile.write(b"" if where == "silence" else b"X: y\r\n" if where == "head" else b"x")
            time.sleep(0.1)

    began = time.monotonic()
    assert problem_with(elsewhere.at("/a", drip)) in {"too_slow", "unreachable"}
    assert time.monotonic() - began < 2


def test_a_body_that_breaks_off_is_no_file(elsewhere, from_here):
    def breaks_off(request):
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"x" * 50)

    assert problem_with(elsewhere.at("/a", breaks_off)) == "unreachable"


def test_a_packed_body_is_refused(elsewhere, from_here):
    packed = says(200, b"\x1f\x8b", Content_Encoding="gzip")
    assert problem_with(elsewhere.at("/a", packed)) == "not_a_calendar"


def test_nobody_there(from_here):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert problem_with(f"http://127.0.0.1:{port}/") == "unreachable"
    assert problem_with("https://name.invalid/") == "unreachable"


@pytest.fixture
def certificate(tmp_path):
    """One that this computer signed for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def secure(elsewhere, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    elsewhere.server.socket = context.wrap_socket(
        elsewhere.server.socket, server_side=True, do_handshake_on_connect=False
    )
    elsewhere.at("/a.ics", says(200, b"found"))
    return elsewhere.port


def test_a_server_that_cannot_show_who_it_is_is_not_asked(secure, elsewhere, from_here):
    assert problem_with(f"webcal://localhost:{secure}/a.ics") == "not_safe"
    assert elsewhere.asked == []


def test_a_server_that_can_is_known_by_its_name(secure, from_here, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"webcal://localhost:{secure}/a.ics").body == b"found"
    assert problem_with(f"https://127.0.0.1:{secure}/a.ics") == "not_safe"
