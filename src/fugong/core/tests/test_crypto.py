import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import crypto

CONTEXT = "registry_contact.phone"


@pytest.fixture(params=["aes", "sm4"])
def cipher(request, settings):
    settings.DATA_CIPHER = request.param
    return request.param


def test_what_is_sealed_opens_under_its_own_context_only(cipher):
    sealed = crypto.seal("13800138000", CONTEXT)
    assert b"13800138000" not in sealed
    assert crypto.unseal(sealed, CONTEXT) == "13800138000"
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, "registry_contact.name")


def test_an_altered_byte_is_noticed(cipher):
    sealed = crypto.seal("13800138000", CONTEXT)
    for position in range(1, len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(crypto.Unreadable):
            crypto.unseal(bytes(altered), CONTEXT)


def test_what_one_cipher_sealed_stays_readable_after_the_setting_changes(settings):
    settings.DATA_CIPHER = "aes"
    sealed = crypto.seal("秘密", CONTEXT)
    settings.DATA_CIPHER = "sm4"
    assert crypto.unseal(sealed, CONTEXT) == "秘密"


@given(st.text(max_size=40))
def test_equal_texts_share_an_index_and_never_a_ciphertext(text):
    assert crypto.blind_index(text, "a") == crypto.blind_index(text, "a")
    assert crypto.seal(text, "a") != crypto.seal(text, "a")
    assert crypto.blind_index(text, "a") != crypto.blind_index(text, "b")


@pytest.mark.parametrize(
    ("plain", "masked"), [("13812345678", "138****5678"), ("1234", "1***"), ("", ""), ("053287654321", "053*****4321")]
)
def test_masks_keep_what_is_needed_to_recognise_a_number(plain, masked):
    assert crypto.mask(plain) == masked


def test_sm4_gcm_gives_the_published_vector(settings, monkeypatch):
    """RFC 8998, appendix A.1; and what we seal is what that cipher makes."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plain = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    said = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")

    def made(content, context):
        encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context)
        return encryptor.update(content) + encryptor.finalize() + encryptor.tag

    assert made(plain, said).hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
    )
    settings.DATA_CIPHER = "sm4"
    monkeypatch.setattr(crypto.os, "urandom", lambda size: nonce[:size])
    assert crypto.seal("身份", "a column", key * 2) == crypto.SM4 + nonce + made("身份".encode(), b"a column")
