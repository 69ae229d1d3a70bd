"""Web push, by the standards' own example, and the services that may be sent to."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bot.push.protocol import Browser, NotABrowser, Pushing, browser, new_pem, sealed

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
# RFC 8291, section 5 and appendix A
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_message_is_sealed_as_in_the_standards_example() -> None:
    key = ec.derive_private_key(int.from_bytes(raw(SENDER)), ec.SECP256R1())
    to = browser({"endpoint": "https://push.example.net/push/x", "p256dh": RECEIVER, "auth": AUTH})
    assert sealed(b"When I grow up, I want to be a watermelon", to, key=key, salt=raw(SALT)) == raw(BODY)


def test_no_two_messages_are_sealed_alike() -> None:
    to = Browser("", raw(RECEIVER), raw(AUTH))
    assert sealed(b"{}", to) != sealed(b"{}", to)


def test_the_signature_says_who_sends_to_whom_until_when() -> None:
    pushing = Pushing(new_pem(), ("known",), "https://cunqing.example")
    headers = pushing.headers("https://fcm.googleapis.com/wp/abc", NOW)
    token, key = (part.strip().partition("=")[2] for part in headers["authorization"].removeprefix("vapid ").split(","))
    assert key == pushing.public
    assert verified(token, key) == {
        "aud": "https://fcm.googleapis.com",
        "exp": int(NOW.timestamp()) + 43200,
        "sub": "https://cunqing.example",
    }


def verified(token: str, key: str) -> dict[str, object]:
    """The claims of a token (RFC 7515, ES256); raises InvalidSignature."""
    signed, _, signature = token.rpartition(".")
    r, s = (int.from_bytes(half) for half in (raw(signature)[:32], raw(signature)[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    public.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, object] = json.loads(raw(signed.partition(".")[2]))
    return claims


@pytest.mark.parametrize(
    ("services", "endpoint", "allowed"),
    [
        (("known",), "https://fcm.googleapis.com/fcm/send/abc", True),
        (("known",), "https://wns2-by3p.notify.windows.com/w/?token=a", True),
        (("known",), "https://updates.push.services.mozilla.com/wpush/v2/a", True),
        (("known",), "https://web.push.apple.com/a", True),
        (("known",), "http://fcm.googleapis.com/fcm/send/abc", False),
        (("known",), "https://fcm.googleapis.com:8443/a", False),
        (("known",), "https://fcm.googleapis.com@evil.example/a", False),
        (("known",), "https://evilfcm.googleapis.com.example/a", False),
        (("known",), "https://127.0.0.1/a", False),
        (("known",), "https://169.254.169.254/latest", False),
        (("push.example",), "https://a.push.example/1", True),
        (("push.example",), "https://fcm.googleapis.com/a", False),
        (("http://127.0.0.1:9999",), "http://127.0.0.1:9999/a", True),
        (("http://127.0.0.1:9999",), "http://127.0.0.1:9998/a", False),
        ((), "https://fcm.googleapis.com/a", False),
        (("known",), "", False),
    ],
)
def test_only_services_that_the_operator_named_are_sent_to(
    services: tuple[str, ...], endpoint: str, allowed: bool
) -> None:
    assert Pushing("", services, "").allowed(endpoint) is allowed


@pytest.mark.parametrize(
    "changed",
    [{"p256dh": AUTH}, {"p256dh": RECEIVER[:-4] + "AAAA"}, {"p256dh": "！"}, {"auth": "AAAA"}, {"auth": "？"},
     {"endpoint": "https://fcm.googleapis.com/" + "x" * 2000}],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(changed: dict[str, str]) -> None:
    given = {"endpoint": "https://fcm.googleapis.com/a", "p256dh": RECEIVER, "auth": AUTH}
    with pytest.raises(NotABrowser):
        browser(given | changed)
