"""Signs of a Chinese keyboard, and the ones that TOML and conditions are written with."""

_PLAIN = dict(zip("“”‘’＂＇＝＞＜！＆｜［］｛｝（），：＃＋－＊／．、", "\"\"''\"'=><!&|[]{}(),:#+-*/.,", strict=True))


def plain_sign(sign: str) -> str:
    """The plain sign that a full-width one stands for; empty where it is none."""
    return _PLAIN.get(sign, "")
