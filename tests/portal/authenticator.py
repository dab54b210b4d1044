"""A passkey in software: makes and uses one credential, as a browser and its device would."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://localhost"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.owner = b""

    def made_for(self, options: dict[str, Any]) -> str:
        """The browser's answer to `creation_options`."""
        wanted = options["publicKey"]
        self.owner = wanted["user"]["id"].encode()
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        flags = PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(self._place(wanted["rp"]["id"]), flags, 0, made)
        response = {
            "clientDataJSON": websafe_encode(self._said("webauthn.create", wanted)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._answer(response, clientExtensionResults={"credProps": {"rk": True}})

    def used_for(self, options: dict[str, Any]) -> str:
        """The browser's answer to `request_options`."""
        wanted = options["publicKey"]
        data = AuthenticatorData.create(self._place(wanted["rpId"]), PRESENT_AND_VERIFIED, 1)
        said = self._said("webauthn.get", wanted)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.owner.decode(),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, str], **more: Any) -> str:
        named = websafe_encode(self.credential_id)
        whole = {"id": named, "rawId": named, "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": {}} | more)

    @staticmethod
    def _place(rp_id: str) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest()

    @staticmethod
    def _said(kind: str, wanted: dict[str, Any]) -> bytes:
        return CollectedClientData.create(kind, wanted["challenge"], ORIGIN)
